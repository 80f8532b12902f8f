package seal

import (
	"strings"

	"github.com/camonica/camonica/keys"
)

// Identify finds the kind and path under which an object was sealed, for tools
// that have the object's name but not the configuration that gave it its place.
// It tries every kind with the whole path, then with less of its beginning, down
// to the last element. The context it answers is verified by the header's tag.
func Identify(h *Header, key *keys.Key, path string) (Context, error) {
	path = strings.Trim(ContextPath(path), "/")
	for {
		for _, kind := range Kinds {
			c := Context{Kind: kind, RunID: key.RunID(), Path: path}
			if h.Verify(key, c) == nil {
				return c, nil
			}
		}
		_, rest, ok := strings.Cut(path, "/")
		if !ok {
			return Context{}, &KeyError{KeyID: h.KeyID, Run: key.RunID()}
		}
		path = rest
	}
}

// ContextPath is the path of a context for the object with this key below its
// location: without the first folder run=ID and without Suffix.
func ContextPath(key string) string {
	key = strings.TrimSuffix(key, Suffix)
	for start := 0; ; {
		end := strings.IndexByte(key[start:], '/')
		if end < 0 {
			return key
		}
		if strings.HasPrefix(key[start:], "run=") {
			return key[:start] + key[start+end+1:]
		}
		start += end + 1
	}
}
