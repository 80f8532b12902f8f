package adapter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CamelCase returns the name with a small first letter, and without each
// underscore or dash that a word character follows, which becomes a capital.
func CamelCase(name string) string {
	var b strings.Builder
	first, n := utf8.DecodeRuneInString(name)
	if n > 0 {
		name = string(unicode.ToLower(first)) + name[n:]
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		if (c == '_' || c == '-') && i+1 < len(name) && isWord(name[i+1]) {
			i++
			if c = name[i]; c >= 'a' && c <= 'z' {
				c -= 'a' - 'A'
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

var brackets = strings.NewReplacer("][", "[", "]]", "[", "]", "[")

// FormPath splits the bracketed name of a form's field: data[merges][LNAME] is
// LNAME in merges in data. Empty parts at the end are dropped.
func FormPath(name string) []string {
	parts := strings.Split(brackets.Replace(name), "[")
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// compositePrefixes start the names of indexed parameters of Google's
// Measurement Protocol.
var compositePrefixes = []string{"promo", "pr", "il", "cd", "cm", "cg"}

// CompositeField splits the name of an indexed parameter of the Measurement
// Protocol, such as il12pi42cd, into its letters il, pi, cd and its numbers 12,
// 42. There are one to three of either, and as many letters as numbers or one more.
func CompositeField(name string) (letters, numbers []string, ok bool) {
	rest := ""
	for _, p := range compositePrefixes {
		if r, found := strings.CutPrefix(name, p); found && r != "" && isDigit(r[0]) {
			letters, rest, ok = []string{p}, r, true
			break
		}
	}
	for ok && rest != "" {
		var part string
		if isDigit(rest[0]) {
			part, rest = cutWhile(rest, isDigit)
			numbers = append(numbers, part)
			continue
		}
		if part, rest = cutWhile(rest, isLetter); part == "" {
			return nil, nil, false
		}
		letters = append(letters, part)
	}
	if !ok || len(letters) > 3 || len(numbers) > 3 {
		return nil, nil, false
	}
	return letters, numbers, true
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func cutWhile(s string, in func(byte) bool) (part, rest string) {
	i := 0
	for i < len(s) && in(s[i]) {
		i++
	}
	return s[:i], s[i:]
}
