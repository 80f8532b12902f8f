// Package build tells which build of camonica this is.
package build
