package iglu

import (
	"bytes"
	"errors"
)

// A Finding is a fault of a configuration file, for people.
type Finding struct {
	File    string
	Line    int    // from 1
	Pointer string // JSON pointer into the member data
	Want    string // what was expected there
}

// LintResolver checks the text of a resolver configuration and returns all
// faults. A nil env takes any environment variable for set.
func LintResolver(file string, text []byte, env func(name string) (string, bool)) []Finding {
	if env == nil {
		env = func(string) (string, bool) { return "", true }
	}
	_, err := ParseResolver(text, env)
	var ce *ConfigError
	if !errors.As(err, &ce) {
		return nil
	}
	var out []Finding
	for _, p := range ce.Problems {
		line := 1 + bytes.Count(text[:min(p.Offset, len(text))], []byte{'\n'})
		out = append(out, Finding{File: file, Line: line, Pointer: p.Pointer, Want: p.Want})
	}
	return out
}
