package jsonpath

import (
	"regexp"
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// operators by their text; of two that start alike the longer comes first.
var operators = []struct {
	text string
	op   op
}{
	{"==", equal}, {"!=", unequal}, {"<=", lessOrEqual}, {"<", less}, {">=", greaterOrEqual}, {">", greater},
}

// disjunction reads conditions joined by || and &&; && binds closer.
func (p *parser) disjunction() (*filter, error) {
	return p.joined("||", or, func() (*filter, error) { return p.joined("&&", and, p.condition) })
}

func (p *parser) joined(token string, o op, next func() (*filter, error)) (*filter, error) {
	f, err := next()
	for err == nil && p.take(token) {
		var right *filter
		right, err = next()
		f = &filter{op: o, left: f, right: right}
	}
	return f, err
}

func (p *parser) condition() (*filter, error) {
	if p.dialect == Jayway {
		if p.take("!") {
			f, err := p.condition()
			return &filter{op: not, left: f}, err
		}
		if p.take("(") {
			f, err := p.disjunction()
			if err == nil && !p.take(")") {
				err = p.fail(")")
			}
			return f, err
		}
	}
	f := &filter{op: exists}
	var err error
	if f.a, err = p.operand(); err != nil {
		return nil, err
	}
	if p.dialect == Jayway && p.take("=~") {
		f.op = matches
		f.pattern, err = p.pattern()
		return f, err
	}
	for _, o := range operators {
		if p.take(o.text) {
			f.op = o.op
			f.b, err = p.operand()
			break
		}
	}
	if err == nil && !f.a.isPath && (f.op == exists || !f.b.isPath) {
		return nil, p.fail("a path on one side of the comparison")
	}
	return f, err
}

func (p *parser) operand() (operand, error) {
	var err error
	switch {
	case p.take("@"):
		o := operand{isPath: true}
		o.steps, err = p.steps()
		return o, err
	case p.take("$"):
		o := operand{isPath: true, fromRoot: true}
		o.steps, err = p.steps()
		return o, err
	}
	if s, ok := p.quoted(); ok {
		return literal(string(jsondoc.AppendString(nil, s))), nil
	}
	p.space()
	rest := p.text[p.at:]
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(rest, word) {
			p.at += len(word)
			return literal(word), nil
		}
	}
	n := 0
	for n < len(rest) && strings.IndexByte("+-.0123456789eE", rest[n]) >= 0 {
		n++
	}
	number := strings.TrimSuffix(rest[:n], ".")
	o := literal(number)
	if o.value.Kind() != jsondoc.Number {
		return o, p.fail("a path, a number, a quoted text, true, false or null")
	}
	p.at += n
	return o, nil
}

// literal returns the JSON value of a text; it does not exist if there is none.
func literal(text string) operand {
	var d jsondoc.Doc
	if d.Parse([]byte(text), 1) != nil {
		return operand{}
	}
	return operand{value: d.Root()}
}

// pattern reads /expression/ and its flags.
func (p *parser) pattern() (*regexp.Regexp, error) {
	if !p.take("/") {
		return nil, p.fail("an expression between slashes")
	}
	start := p.at
	for end := start; end < len(p.text); end++ {
		switch p.text[end] {
		case '\\':
			end++
		case '/':
			expr := p.text[start:end]
			p.at = end + 1
			flags := p.at
			for p.at < len(p.text) && strings.IndexByte("imsu", p.text[p.at]) >= 0 {
				p.at++
			}
			if f := strings.ReplaceAll(p.text[flags:p.at], "u", ""); f != "" {
				expr = "(?" + f + ":" + expr + ")"
			}
			re, err := regexp.Compile("^(?:" + expr + ")$") // the whole text must match
			if err != nil {
				return nil, p.fail("an expression that compiles")
			}
			return re, nil
		}
	}
	return nil, p.fail("/ at the end of the expression")
}
