package store

import (
	"fmt"
	"strings"
)

// CheckKey tells what is wrong with a key: nil if nothing is. Every store
// refuses such keys with the same words.
func CheckKey(key string) error {
	if key == "" {
		return fmt.Errorf("store: empty key")
	}
	if strings.IndexByte(key, 0) >= 0 {
		return fmt.Errorf("store: key %q has a zero byte", key)
	}
	for element := range strings.SplitSeq(key, "/") {
		switch element {
		case "", ".", "..":
			return fmt.Errorf("store: key %q has the element %q", key, element)
		}
	}
	return nil
}
