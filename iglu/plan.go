package iglu

import "github.com/camonica/camonica/jsondoc"

// A plan is what an object rule makes of all objects of one shape: all that
// depends on names alone is decided.
type plan struct {
	ok    bool    // no name is missing or forbidden
	rules []*rule // of the members in order; nil for those that may be anything
}

// plan returns the plan for objects like n, nil if there is none: then members are
// looked up one by one.
func (r *objectRule) plan(n jsondoc.Node) *plan {
	if len(r.patterns) > 0 || len(r.dependencies) > 0 {
		return nil
	}
	p, _ := jsondoc.Noted(n.Shape(), r, r.makePlan)
	return p
}

func (r *objectRule) makePlan(names []string) *plan {
	p := &plan{rules: make([]*rule, len(names))}
	required, forbidden := 0, false
	for i, name := range names {
		m := r.members[name]
		if m.required {
			required++
		}
		p.rules[i] = m.rule
		if m.rule == nil {
			p.rules[i] = r.additional
			forbidden = forbidden || r.noAdditional
		}
	}
	p.ok = !forbidden && required == len(r.required)
	return p
}

func (p *plan) check(n jsondoc.Node, v *run) bool {
	if !p.ok {
		return false
	}
	m := n.First()
	for _, r := range p.rules {
		if r != nil && !r.checkMember(m.Value(), v) {
			return false
		}
		m = m.Next()
	}
	return true
}
