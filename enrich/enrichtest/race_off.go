//go:build !race

package enrichtest

const racing = false
