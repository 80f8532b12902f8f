package uap

import (
	"fmt"
	"regexp"
	"regexp/syntax"

	"github.com/camonica/camonica/enrich/literal"
)

// A list is one list of rules with the literals that each of them needs.
type list struct {
	rules  []rule
	parts  int        // fields of a match
	always []uint32   // rules of which nothing is known, to be tried every time
	first  [][]uint32 // by literal: rules whose strongest clause has it
}

type rule struct {
	expr      *regexp.Regexp
	templates []string
	need      [][]uint32 // further clauses, by number of the literals
}

// An index collects the literals of all lists: they share one pass over a text.
type index struct {
	numbers map[string]uint32
	all     []string
}

func (x *index) number(l string) uint32 {
	n, ok := x.numbers[l]
	if !ok {
		n = uint32(len(x.all)) //nolint:gosec // a few thousand
		x.numbers[l] = n
		x.all = append(x.all, l)
	}
	return n
}

func newList(name string, parts int, texts []ruleText, x *index) (*list, error) {
	l := &list{parts: parts, rules: make([]rule, len(texts))}
	for i, t := range texts {
		re, err := syntax.Parse(t.expr, syntax.Perl)
		if err != nil {
			return nil, fmt.Errorf("%s, rule %d: %w", name, i+1, err)
		}
		r := &l.rules[i]
		if r.expr, err = regexp.Compile(t.expr); err != nil {
			return nil, fmt.Errorf("%s, rule %d: %w", name, i+1, err)
		}
		r.templates = t.templates
		l.require(uint32(i), clauses(re), x) //nolint:gosec // a few hundred
	}
	return l, nil
}

func (l *list) require(i uint32, need []clause, x *index) {
	best, ok := strongest(need)
	if !ok {
		l.always = append(l.always, i)
		return
	}
	for _, c := range need {
		numbers := make([]uint32, len(c))
		for j, lit := range c {
			numbers[j] = x.number(lit)
		}
		if &c[0] != &best[0] {
			l.rules[i].need = append(l.rules[i].need, numbers)
			continue
		}
		for _, n := range numbers {
			for int(n) >= len(l.first) {
				l.first = append(l.first, nil)
			}
			l.first[n] = append(l.first[n], i)
		}
	}
}

// match finds the first rule that matches text. It gives the rule and its
// groups as regexp does, nil if there is none. candidates is memory for as many
// bits as there are rules.
func (l *list) match(text string, found literal.Found, candidates literal.Found) (*rule, []int) {
	candidates.Clear()
	for _, i := range l.always {
		candidates.Add(i)
	}
	for n := range found.Each {
		if int(n) >= len(l.first) {
			break
		}
		for _, i := range l.first[n] {
			candidates.Add(i)
		}
	}
	for i := range candidates.Each {
		r := &l.rules[i]
		if !r.possible(found) {
			continue
		}
		if groups := r.expr.FindStringSubmatchIndex(text); groups != nil {
			return r, groups
		}
	}
	return nil, nil
}

func (r *rule) possible(found literal.Found) bool {
	for _, c := range r.need {
		if !found.HasAny(c) {
			return false
		}
	}
	return true
}
