package pageuri

import "strings"

// strict parses s by the grammar of RFC 2396 as the JVM reads it. Each byte is
// looked at once, but for those of the authority. If it fails u is of no use.
func (u *URI) strict(s string) bool {
	*u = URI{Text: s, Valid: true}
	i := schemeEnd(s)
	if i >= 0 {
		if i == 0 || class[s[0]&0x7f]&isAlpha == 0 || !all(s[:i], inScheme) {
			return false
		}
		u.Scheme = s[:i]
		i++
	} else {
		i = 0
	}
	u.Port = defaultPort(u.Scheme)
	if u.Scheme != "" && (i == len(s) || s[i] != '/') {
		end := span(s, i, inURIC)
		if end == i {
			return false // nothing after the scheme
		}
		return u.fragment(end)
	}
	if strings.HasPrefix(s[i:], "//") {
		from := i + 2
		if i = authorityEnd(s, from); i == len(s) && i == from {
			return false
		}
		if i > from && !u.authority(s[from:i]) {
			return false
		}
	}
	end := span(s, i, inPath)
	u.Path = s[i:end]
	if end < len(s) && s[end] == '?' {
		i = end + 1
		end = span(s, i, inURIC)
		u.Query = s[i:end]
	}
	return u.fragment(end)
}

// schemeEnd returns where the colon after the scheme stands, -1 without one.
func schemeEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ':':
			return i
		case '/', '?', '#':
			return -1
		}
	}
	return -1
}

func authorityEnd(s string, i int) int {
	for i < len(s) && s[i] != '/' && s[i] != '?' && s[i] != '#' {
		i++
	}
	return i
}

// fragment ends the parse at i, where the text or a fragment must start.
func (u *URI) fragment(i int) bool {
	s := u.Text
	if i == len(s) {
		return true
	}
	if s[i] != '#' || !legal(s[i+1:], inURIC) {
		return false
	}
	u.Fragment = s[i+1:]
	return true
}
