// Package storetest is the suite that every store and every wrapper must pass.
package storetest
