package uap

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

// Limits of what is remembered of an expression. Beyond them less is known of it
// and it is tried more often than it need be, nothing else.
const (
	maxExact   = 64  // texts that a part can be, when they are strung together
	maxLiteral = 32  // bytes of a literal
	maxChoice  = 600 // literals of a clause
	maxClass   = 4   // characters of a class that are written out
	maxProduct = 8   // clauses of an alternation
	minLiteral = 2   // bytes: shorter ones are in nearly every user agent
)

// A clause is a list of literals of which a text must have one.
type clause []string

// clauses returns what a text must have for the expression to match: one literal
// of each clause. Literals are in lower case; none at all means nothing is known.
//
// Parts of the expression are known exactly (every text that they match is
// listed) or not. Neighbours that are known exactly are strung together; where
// that ends, what they were becomes a clause.
func clauses(re *syntax.Regexp) []clause {
	return part(re).required()
}

// A known is what is known of a part of an expression.
type known struct {
	exact []string // all texts that it matches; nil: not known exactly
	need  []clause // that a text with a match has, if it is not known exactly
}

func part(re *syntax.Regexp) known {
	switch re.Op {
	case syntax.OpLiteral:
		return literalPart(re.Rune)
	case syntax.OpCharClass:
		return classPart(re.Rune)
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return known{exact: []string{""}}
	case syntax.OpCapture:
		return part(re.Sub[0])
	case syntax.OpQuest:
		if k := part(re.Sub[0]); k.exact != nil && len(k.exact) < maxExact {
			return known{exact: append(slices.Clone(k.exact), "")}
		}
	case syntax.OpPlus:
		return known{need: part(re.Sub[0]).required()}
	case syntax.OpRepeat:
		if re.Min > 0 {
			return known{need: part(re.Sub[0]).required()}
		}
	case syntax.OpConcat:
		return sequence(re.Sub)
	case syntax.OpAlternate:
		return choice(re.Sub)
	}
	return known{}
}

func literalPart(runes []rune) known {
	for _, r := range runes {
		if r > unicode.MaxASCII {
			return known{} // its cases are another matter
		}
	}
	return known{exact: []string{strings.ToLower(string(runes))}}
}

// classPart knows small classes, where both cases of a letter count once.
func classPart(ranges []rune) known {
	var all []string
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] >= maxClass {
			return known{}
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			switch {
			case r == kelvin || r == longS: // cases of k and s; see fold
				continue
			case r > unicode.MaxASCII:
				return known{}
			}
			if c := strings.ToLower(string(r)); !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 || len(all) > maxClass {
		return known{}
	}
	return known{exact: all}
}

func sequence(subs []*syntax.Regexp) known {
	whole := true
	exact := []string{""}
	var need []clause
	for _, sub := range subs {
		k := part(sub)
		if k.exact != nil {
			if joined, ok := join(exact, k.exact); ok {
				exact = joined
				continue
			}
			need = append(need, useful(exact)...)
			exact, whole = k.exact, false
			continue
		}
		need = append(append(need, useful(exact)...), k.need...)
		exact, whole = []string{""}, false
	}
	if whole {
		return known{exact: exact}
	}
	return known{need: append(need, useful(exact)...)}
}

// join strings two lists together, every text of one with every text of the
// other.
func join(a, b []string) ([]string, bool) {
	if len(a)*len(b) > maxExact && len(a) > 1 && len(b) > 1 {
		return nil, false
	}
	all := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			if len(x)+len(y) > maxLiteral {
				return nil, false
			}
			all = append(all, x+y)
		}
	}
	return all, true
}

func choice(subs []*syntax.Regexp) known {
	var exact []string
	either := []clause{nil}
	whole := true
	for _, sub := range subs {
		k := part(sub)
		whole = whole && k.exact != nil
		exact = append(exact, k.exact...)
		either = eachWith(either, k.required())
	}
	if whole && len(exact) <= maxChoice {
		return known{exact: exact}
	}
	var need []clause
	for _, c := range either {
		if len(c) <= maxChoice {
			need = append(need, useful(c)...)
		}
	}
	return known{need: need}
}

// eachWith adds an alternative to clauses: (a and b) or (c and d) is (a or c) and (a
// or d) and (b or c) and (b or d). When that would be too many, the strongest
// clause stands for all.
func eachWith(all, alternative []clause) []clause {
	if len(all)*len(alternative) > maxProduct {
		best, _ := strongest(alternative)
		alternative = []clause{best}
	}
	var product []clause
	for _, a := range all {
		for _, b := range alternative {
			product = append(product, slices.Concat(a, b))
		}
	}
	return product
}

// required returns what a text with a match of the part has.
func (k known) required() []clause {
	if k.exact != nil {
		return useful(k.exact)
	}
	return k.need
}

// useful returns the clause of the texts, none if it would say little. Texts
// that have another one of the clause in them are left out.
func useful(texts []string) []clause {
	for _, t := range texts {
		if len(t) < minLiteral {
			return nil
		}
	}
	sorted := slices.Clone(texts)
	slices.SortFunc(sorted, func(a, b string) int { return len(a) - len(b) })
	var c clause
	for _, t := range sorted {
		if !slices.ContainsFunc(c, func(short string) bool { return strings.Contains(t, short) }) {
			c = append(c, t)
		}
	}
	return []clause{c}
}

// ordinary is what most user agents are made of, in lower case.
const ordinary = "mozilla/5.0 (linux; u; android 10; en-us; build/) applewebkit/537.36 (khtml, like gecko) " +
	"version/4.0 chrome/100.0.0.0 mobile safari/537.36 (windows nt 10.0; win64; x64) (macintosh; intel mac os x " +
	"(iphone; cpu iphone os 17_0 like mac os x) (compatible; msie 9.0; trident/5.0) (x11; ubuntu; linux x86_64; rv:109.0) gecko/20100101 firefox/115.0"

// strongest returns the clause that holds for the fewest texts, as far as one
// can tell: none of its literals is ordinary, they are long, and they are few.
func strongest(all []clause) (clause, bool) {
	var best clause
	score := -1
	for _, c := range all {
		if s := strength(c); s > score {
			best, score = c, s
		}
	}
	return best, best != nil
}

func strength(c clause) int {
	shortest := maxLiteral
	for _, l := range c {
		shortest = min(shortest, len(l))
		if strings.Contains(ordinary, l) {
			return minLiteral
		}
	}
	return shortest*16 - min(len(c), 15)
}
