package sqlquery

import "strconv"

// A dialect is how a database reads texts, names and comments.
type dialect struct {
	numbered       bool // placeholders are $1, $2 …, and ?? stands for ?
	backslash      bool // escapes in quotes; else only after E
	dollarQuotes   bool
	hashComments   bool
	nestedComments bool
}

var (
	postgres = dialect{numbered: true, dollarQuotes: true, nestedComments: true}
	mySQL    = dialect{backslash: true, hashComments: true}
)

// translate counts the placeholders of a statement and writes them as the
// database wants them. Question marks in texts, names and comments are none.
func (d *dialect) translate(sql string) (statement string, placeholders int) {
	var b []byte
	for i := 0; i < len(sql); {
		if n := d.opaque(sql, i); n > 0 {
			b = append(b, sql[i:i+n]...)
			i += n
			continue
		}
		switch {
		case sql[i] != '?':
			b = append(b, sql[i])
		case d.numbered && i+1 < len(sql) && sql[i+1] == '?':
			b = append(b, '?')
			i++
		case d.numbered:
			placeholders++
			b = strconv.AppendInt(append(b, '$'), int64(placeholders), 10)
		default:
			placeholders++
			b = append(b, '?')
		}
		i++
	}
	return string(b), placeholders
}

// opaque returns the length of the text, quoted name or comment at i, 0 if there
// is none. What is not ended goes to the end.
func (d *dialect) opaque(s string, i int) int {
	rest := s[i:]
	switch c := s[i]; {
	case c == '\'' || c == '"' || c == '`':
		escapes := d.backslash && c != '`' || c == '\'' && i > 0 && (s[i-1] == 'E' || s[i-1] == 'e') && (i < 2 || !isWord(s[i-2]))
		return quoted(rest, escapes)
	case c == '-' && len(rest) > 1 && rest[1] == '-', c == '#' && d.hashComments:
		return line(rest)
	case c == '/' && len(rest) > 1 && rest[1] == '*':
		return d.comment(rest)
	case c == '$' && d.dollarQuotes && (i == 0 || !isWord(s[i-1])):
		return dollarQuoted(rest)
	}
	return 0
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c >= 0x80
}

// quoted: a doubled quote ends one text and begins the next, which is the same
// for counting.
func quoted(s string, escapes bool) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && escapes:
			i++
		case s[i] == s[0]:
			return i + 1
		}
	}
	return len(s)
}

func line(s string) int {
	for i := range len(s) {
		if s[i] == '\n' {
			return i + 1
		}
	}
	return len(s)
}

func (d *dialect) comment(s string) int {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			if depth == 0 || d.nestedComments {
				depth++
			}
			i++
		case "*/":
			i++
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// dollarQuoted reads $tag$ … $tag$.
func dollarQuoted(s string) int {
	end := 1
	for end < len(s) && s[end] != '$' {
		if !isWord(s[end]) || end == 1 && '0' <= s[1] && s[1] <= '9' {
			return 0
		}
		end++
	}
	if end == len(s) {
		return 0
	}
	tag := s[:end+1]
	for i := len(tag); i+len(tag) <= len(s); i++ {
		if s[i:i+len(tag)] == tag {
			return i + len(tag)
		}
	}
	return len(s)
}
