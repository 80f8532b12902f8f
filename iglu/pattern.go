package iglu

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"
)

// A pattern is a compiled regular expression, searched for, not anchored. RE2
// runs in linear time; only what it cannot say (look-around, back-references,
// large counts) goes to an engine that backtracks, with a limit in time.
type pattern struct {
	source string
	line   *linear // nil if the pattern is none
	re     *regexp.Regexp
	back   *regexp2.Regexp
}

// errPatternTime reports a match that was given up.
var errPatternTime = errors.New("iglu: pattern took too long")

func compilePattern(source string) (*pattern, error) {
	if len(source) > maxPatternBytes {
		return nil, fmt.Errorf("pattern of more than %d bytes", maxPatternBytes)
	}
	if strings.Contains(source, "(?>") {
		return nil, errors.New("pattern with an atomic group")
	}
	t := translator{src: source}
	text := t.translate()
	re, err := regexp.Compile(text)
	if err == nil {
		return &pattern{source: source, re: re, line: linearOf(text)}, nil
	}
	t = translator{src: source, back: true}
	back, err2 := regexp2.Compile(t.translate(), regexp2.None)
	if err2 != nil {
		return nil, fmt.Errorf("pattern is no regular expression: %w", err)
	}
	back.MatchTimeout = maxPatternTime
	return &pattern{source: source, back: back}, nil
}

// match tells whether the pattern occurs in s, or gives up with errPatternTime.
func (p *pattern) match(s string) (bool, error) {
	if p.line != nil {
		return p.line.match(s), nil
	}
	if p.re != nil {
		return p.re.MatchString(s), nil
	}
	ok, err := p.back.MatchString(s)
	if err != nil {
		return false, errPatternTime
	}
	return ok, nil
}

// A translator rewrites a pattern of the JVM validators for Go's engines: what
// ECMAScript and Java agree on keeps its meaning, and where they differ the
// classes are ASCII and . does not match line ends.
type translator struct {
	src  string
	back bool // for the backtracking engine
	i    int
	out  strings.Builder
}

const (
	blanks    = `\t\n\x0B\f\r `
	nonBlanks = `\x00-\x08\x0E-\x1F\x21-`
	lineEnds  = `\n\r` + "\u2028\u2029"
	lastRune  = "\U0010FFFF"
)

func (t *translator) translate() string {
	for t.i < len(t.src) {
		switch c := t.src[t.i]; c {
		case '\\':
			t.escape(false)
		case '[':
			t.class()
		case '.':
			t.out.WriteString("[^" + lineEnds + "]")
			t.i++
		case '$':
			if t.back {
				t.out.WriteString(`\z`)
			} else {
				t.out.WriteByte('$')
			}
			t.i++
		default:
			t.out.WriteByte(c)
			t.i++
		}
	}
	return t.out.String()
}

// class copies a bracketed class. Brackets inside are literal.
func (t *translator) class() {
	rest := t.src[t.i:]
	const all = `\x00-` + lastRune
	switch {
	case strings.HasPrefix(rest, "[^]"): // anything
		t.out.WriteString("[" + all + "]")
		t.i += 3
		return
	case strings.HasPrefix(rest, "[]"): // nothing
		t.out.WriteString("[^" + all + "]")
		t.i += 2
		return
	case strings.HasPrefix(rest, "[^"):
		t.out.WriteString("[^")
		t.i += 2
	default:
		t.out.WriteByte('[')
		t.i++
	}
	for t.i < len(t.src) {
		switch c := t.src[t.i]; c {
		case ']':
			t.out.WriteByte(c)
			t.i++
			return
		case '\\':
			t.escape(true)
		case '[':
			t.out.WriteString(`\[`)
			t.i++
		default:
			t.out.WriteByte(c)
			t.i++
		}
	}
}

// escape rewrites the escape sequence at t.i.
func (t *translator) escape(inClass bool) {
	if t.i+1 >= len(t.src) {
		t.out.WriteByte('\\')
		t.i++
		return
	}
	c := t.src[t.i+1]
	rest := t.src[t.i+2:]
	t.i += 2
	set := func(positive, negative string) {
		switch {
		case inClass:
			t.out.WriteString(positive)
		case negative != "":
			t.out.WriteString("[^" + negative + "]")
		default:
			t.out.WriteString("[" + positive + "]")
		}
	}
	switch {
	case c == 's':
		set(blanks, "")
	case c == 'S':
		set(nonBlanks+lastRune, blanks)
	case c == 'd' && t.back:
		set("0-9", "")
	case c == 'D' && t.back:
		set(`\x00-/:-`+lastRune, "0-9")
	case c == 'w' && t.back:
		set("a-zA-Z0-9_", "")
	case c == 'W' && t.back:
		set(`\x00-/:-@\[-\^`+"`"+`{-`+lastRune, "a-zA-Z0-9_")
	case c == 'u' && len(rest) >= 4 && isHex(rest[:4]):
		t.unicode(rest)
	case c == 'c' && len(rest) > 0 && isLetter(rest[0]):
		t.out.WriteString(`\x` + hex2(rest[0]&31))
		t.i++
	case c == 'b' && inClass:
		t.out.WriteString(`\x08`)
	case c == '0' && (len(rest) == 0 || rest[0] < '0' || rest[0] > '9'):
		t.out.WriteString(`\x00`)
	case c == 'v':
		t.out.WriteString(`\x0B`)
	case c == '_' || c >= utf8.RuneSelf: // itself; the engines know no such escape
		t.out.WriteByte(c)
	case c == 'Z' && !inClass:
		t.out.WriteString(`\z`)
	default:
		t.out.WriteByte('\\')
		t.out.WriteByte(c)
	}
}

// unicode rewrites the four digits, or the surrogate pair, at the start of rest.
func (t *translator) unicode(rest string) {
	if len(rest) >= 10 && rest[4:6] == `\u` && isHex(rest[6:10]) {
		high, _ := strconv.ParseUint(rest[:4], 16, 32)
		low, _ := strconv.ParseUint(rest[6:10], 16, 32)
		if r := utf16.DecodeRune(rune(high), rune(low)); r != utf8.RuneError {
			t.out.WriteRune(r)
			t.i += 10
			return
		}
	}
	if t.back {
		t.out.WriteString(`\u` + rest[:4])
	} else {
		t.out.WriteString(`\x{` + rest[:4] + `}`)
	}
	t.i += 4
}

func isHex(s string) bool {
	_, err := strconv.ParseUint(s, 16, 32)
	return err == nil
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func hex2(b byte) string {
	const digits = "0123456789ABCDEF"
	return string([]byte{digits[b>>4], digits[b&15]})
}
