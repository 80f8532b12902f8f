package jsonpath

import (
	"strconv"
	"strings"
)

// A parser reads one path. White space between tokens is skipped.
type parser struct {
	text    string
	at      int
	dialect Dialect
}

// noField are the characters that a name after a dot may not have.
const noField = "*.[]()=!<> \t\r\n\f\v"

func (p *parser) fail(want string) error {
	return &SyntaxError{Path: p.text, Offset: p.at, Want: want}
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n\f\v", p.text[p.at]) >= 0 {
		p.at++
	}
}

// take skips white space and the token, if it is next.
func (p *parser) take(token string) bool {
	start := p.at
	p.space()
	if strings.HasPrefix(p.text[p.at:], token) {
		p.at += len(token)
		return true
	}
	p.at = start
	return false
}

func (p *parser) path() ([]step, error) {
	if !p.take("$") {
		return nil, p.fail("$")
	}
	steps, err := p.steps()
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.text) {
		return nil, p.fail("a step such as .name or [0]")
	}
	return steps, nil
}

// steps reads steps as long as there are any.
func (p *parser) steps() ([]step, error) {
	var steps []step
	for {
		var s step
		var err error
		switch {
		case p.take(".."):
			s, err = p.deep()
		case p.take("."):
			s, err = p.dotted()
		case p.take("["):
			s, err = p.bracket()
		default:
			return steps, nil
		}
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
}

func (p *parser) deep() (step, error) {
	if p.take("*") {
		if start := p.at; p.dialect == Gatling && p.take("[") {
			if p.take("?(") {
				p.at = start + strings.IndexByte(p.text[start:], '[') + 1
				return p.deepened(p.bracket())
			}
			p.at = start
		}
		if p.dialect == Jayway {
			return step{kind: either, deep: true}, nil
		}
		return step{kind: nodes, deep: true}, nil
	}
	start := p.at
	if p.take("[") {
		s, err := p.bracket()
		if p.dialect == Gatling && s.kind != filtered {
			p.at = start
			return step{}, p.fail("a name, * or a filter")
		}
		return p.deepened(s, err)
	}
	s, err := p.field()
	s.first = p.dialect == Gatling
	return p.deepened(s, err)
}

func (p *parser) deepened(s step, err error) (step, error) {
	s.deep = true
	return s, err
}

func (p *parser) dotted() (step, error) {
	if p.take("*") {
		if p.dialect == Jayway {
			return step{kind: either}, nil
		}
		return step{kind: members}, nil
	}
	if p.dialect == Jayway && p.take("[") {
		return p.bracket()
	}
	return p.field()
}

func (p *parser) field() (step, error) {
	p.space()
	n := strings.IndexAny(p.text[p.at:], noField)
	if n < 0 {
		n = len(p.text) - p.at
	}
	if n == 0 {
		return step{}, p.fail("a name")
	}
	name := p.text[p.at : p.at+n]
	p.at += n
	return step{kind: byName, names: []string{name}}, nil
}

// bracket reads what follows a bracket, to the closing one.
func (p *parser) bracket() (step, error) {
	s, err := p.inBracket()
	if err != nil {
		return s, err
	}
	if !p.take("]") {
		return s, p.fail("]")
	}
	return s, nil
}

func (p *parser) inBracket() (step, error) {
	switch {
	case p.take("*"):
		if p.dialect == Jayway {
			return step{kind: either}, nil
		}
		return step{kind: elements}, nil
	case p.take("?("):
		f, err := p.disjunction()
		if err == nil && !p.take(")") {
			err = p.fail(")")
		}
		return step{kind: filtered, filter: f}, err
	}
	p.space()
	if p.at == len(p.text) {
		return step{}, p.fail("a name, an index or a filter")
	}
	switch p.text[p.at] {
	case '\'', '"':
		return p.names()
	case ']':
		return step{kind: byName}, nil
	}
	return p.numbers()
}

func (p *parser) names() (step, error) {
	s := step{kind: byName}
	for {
		name, ok := p.quoted()
		if !ok || name == "" {
			return s, p.fail("a quoted name")
		}
		s.names = append(s.names, name)
		if !p.take(",") {
			break
		}
	}
	if p.dialect == Gatling && len(s.names) == 1 && s.names[0] == "*" {
		return step{kind: members}, nil
	}
	return s, nil
}

// quoted reads a text in single or double quotes; a backslash before the quote
// keeps it from ending the text.
func (p *parser) quoted() (string, bool) {
	p.space()
	if p.at == len(p.text) || p.text[p.at] != '\'' && p.text[p.at] != '"' {
		return "", false
	}
	quote := p.text[p.at]
	for i := p.at + 1; i < len(p.text); i++ {
		switch p.text[i] {
		case '\\':
			i++
		case quote:
			s := p.text[p.at+1 : i]
			p.at = i + 1
			return strings.ReplaceAll(s, `\`+string(quote), string(quote)), true
		}
	}
	return "", false
}

// numbers reads indexes or a slice.
func (p *parser) numbers() (step, error) {
	n, ok := p.number()
	if !ok || p.colon() {
		return p.slice(n, ok)
	}
	s := step{kind: byIndex, indexes: []int{n}}
	for p.take(",") {
		if n, ok = p.number(); !ok {
			return s, p.fail("an index")
		}
		s.indexes = append(s.indexes, n)
	}
	return s, nil
}

func (p *parser) colon() bool {
	at := p.at
	ok := p.take(":")
	p.at = at
	return ok
}

func (p *parser) slice(from int, hasFrom bool) (step, error) {
	s := step{kind: bySlice, slice: slice{from: from, hasFrom: hasFrom, by: 1}}
	if !p.take(":") {
		return s, p.fail("an index, a slice, a quoted name, * or a filter")
	}
	s.slice.to, s.slice.hasTo = p.number()
	if p.take(":") {
		if by, ok := p.number(); ok {
			s.slice.by = by
		}
	}
	if s.slice.by == 0 {
		return s, p.fail("a step other than 0")
	}
	return s, nil
}

func (p *parser) number() (int, bool) {
	start := p.at
	p.space()
	end := p.at
	if end < len(p.text) && p.text[end] == '-' {
		end++
	}
	for end < len(p.text) && '0' <= p.text[end] && p.text[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(p.text[p.at:end], 10, 32)
	if err != nil {
		p.at = start
		return 0, false
	}
	p.at = end
	return int(n), true
}
