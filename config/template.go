package config

import (
	"strconv"
	"strings"
)

// R108 ran the whole text through ERB before parsing it as YAML. What was used of
// that is <%= ENV['NAME'] %>. Here the tags are taken out of the text first and
// put back, evaluated, into single scalars after parsing: a value with a "#" or
// ": " in it cannot change the document, and only environment variables are
// read – any other Ruby expression is refused.

// A tagged text is one whose tags are replaced by marks: mark, number, mark.
type tagged struct {
	text  string
	mark  string
	exprs []string // the tags, without <% and %>
}

// newTagged takes the tags out of text. A tag in a YAML comment ends up in no
// scalar and so has no effect.
func newTagged(text string) tagged {
	t := tagged{mark: freeRune(text)}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<%")
		b.WriteString(before)
		if !found {
			break
		}
		if strings.HasPrefix(rest, "%") { // <%% is a literal <%
			b.WriteString("<%")
			text = rest[1:]
			continue
		}
		expr, after, _ := strings.Cut(rest, "%>")
		b.WriteString(t.mark + strconv.Itoa(len(t.exprs)) + t.mark)
		t.exprs = append(t.exprs, expr)
		text = after
	}
	t.text = b.String()
	return t
}

// freeRune is a private-use character that the text does not hold; YAML takes
// those like letters.
func freeRune(text string) string {
	r := '\uE000'
	for strings.ContainsRune(text, r) {
		r++
	}
	return string(r)
}

// A filled scalar is what its tags gave.
type filled struct {
	value   string
	unset   []string // variables that are not set, and without default
	missing []string // of these the ones that must be set (fetch)
	refused []string // expressions that are not evaluated
}

// fill evaluates the tags in a scalar; ok is false if there are none.
func (t *tagged) fill(scalar string, env func(string) (string, bool)) (f filled, ok bool) {
	if len(t.exprs) == 0 || !strings.Contains(scalar, t.mark) {
		return filled{}, false
	}
	var b strings.Builder
	for i, part := range strings.Split(scalar, t.mark) {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		n, err := strconv.Atoi(part)
		if err != nil || n >= len(t.exprs) {
			panic("config: internal error: mark without tag")
		}
		b.WriteString(f.eval(t.exprs[n], env))
	}
	f.value = b.String()
	return f, true
}

func (f *filled) eval(tag string, env func(string) (string, bool)) string {
	if strings.HasPrefix(tag, "#") {
		return "" // a comment
	}
	expr, isOutput := strings.CutPrefix(tag, "=")
	expr = strings.TrimSpace(expr)
	v, ok := parseVariable(expr)
	if !isOutput || !ok {
		f.refused = append(f.refused, expr)
		return ""
	}
	if s, set := env(v.name); set {
		return s
	}
	if v.hasDefault {
		return v.fallback
	}
	f.unset = append(f.unset, v.name)
	if v.fetch {
		f.missing = append(f.missing, v.name)
	}
	return ""
}

// A variable is a reading of the environment.
type variable struct {
	name, fallback    string
	hasDefault, fetch bool
}

// parseVariable reads ENV['N'], ENV['N'] || 'd', ENV.fetch('N') and
// ENV.fetch('N', 'd'), with either quote and any spacing.
func parseVariable(expr string) (v variable, ok bool) {
	rest, ok := strings.CutPrefix(expr, "ENV")
	if !ok {
		return v, false
	}
	rest = strings.TrimSpace(rest)
	if inner, is := strings.CutPrefix(rest, ".fetch"); is {
		v.fetch = true
		if rest, ok = token(inner, "("); !ok {
			return v, false
		}
		if v.name, rest, ok = literal(rest); !ok {
			return v, false
		}
		if more, is := token(rest, ","); is {
			v.hasDefault = true
			if v.fallback, rest, ok = literal(more); !ok {
				return v, false
			}
		}
		rest, ok = token(rest, ")")
		return v, ok && rest == "" && v.name != ""
	}
	if rest, ok = token(rest, "["); !ok {
		return v, false
	}
	if v.name, rest, ok = literal(rest); !ok {
		return v, false
	}
	if rest, ok = token(rest, "]"); !ok {
		return v, false
	}
	if more, is := token(rest, "||"); is {
		v.hasDefault = true
		if v.fallback, rest, ok = literal(more); !ok {
			return v, false
		}
	}
	return v, rest == "" && v.name != ""
}

// token takes a token off the front, and the spaces around it.
func token(s, tok string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(strings.TrimSpace(s), tok)
	return strings.TrimSpace(rest), ok
}

// literal takes a quoted text off the front. Texts with escapes or Ruby's own
// interpolation are not taken.
func literal(s string) (text, rest string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || (s[0] != '\'' && s[0] != '"') {
		return "", s, false
	}
	text, rest, ok = strings.Cut(s[1:], s[:1])
	if strings.Contains(text, `\`) || (s[0] == '"' && strings.Contains(text, "#{")) {
		return "", s, false
	}
	return text, strings.TrimSpace(rest), ok
}
