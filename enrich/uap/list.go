package uap

import (
	"fmt"

	"github.com/camonica/camonica/enrich/literal"
	"github.com/camonica/camonica/enrich/uap/expr"
)

// A list is one list of rules with the literals that each of them needs.
type list struct {
	rules  []rule
	parts  int        // fields of a match
	always []uint32   // rules of which nothing is known, to be tried every time
	first  [][]uint32 // by literal: rules whose strongest clause has it
}

type rule struct {
	expr      *expr.Expr
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
		n = uint32(len(x.all))
		x.numbers[l] = n
		x.all = append(x.all, l)
	}
	return n
}

func newList(name string, parts int, texts []ruleText, x *index) (*list, error) {
	l := &list{parts: parts, rules: make([]rule, len(texts))}
	for i, t := range texts {
		e, err := expr.Compile(t.expr)
		if err != nil {
			return nil, fmt.Errorf("%s, rule %d: %w", name, i+1, err)
		}
		l.rules[i].expr, l.rules[i].templates = e, t.templates
		l.require(uint32(i), clauses(e.Tree()), x)
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

// match finds the first rule that matches the text of s. It gives the rule and
// its groups, nil if there is none.
func (l *list) match(s *scratch) (*rule, []int) {
	s.candidates.Clear()
	for _, i := range l.always {
		s.candidates.Add(i)
	}
	for n := range s.found.Each {
		if int(n) >= len(l.first) {
			break
		}
		for _, i := range l.first[n] {
			s.candidates.Add(i)
		}
	}
	for i := range s.candidates.Each {
		r := &l.rules[i]
		if !r.possible(s.found) {
			continue
		}
		if groups := r.expr.Match(&s.matcher); groups != nil {
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
