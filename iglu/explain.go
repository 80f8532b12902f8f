package iglu

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// explain reports why n does not obey the rule, if it does not. It looks at
// everything, also below what has already failed.
func (r *rule) explain(n jsondoc.Node, e *explainer) {
	if e.steps++; e.spent() {
		return
	}
	for r.ref != nil {
		r = r.ref
	}
	if r.broken != "" {
		e.add("$ref", "the schema refers to a part that it does not have", r.broken)
		return
	}
	if r.types != 0 && !r.types.has(n) {
		want := strings.Join(r.typeList, ", ")
		if len(r.typeList) > 1 {
			want = "[" + want + "]"
		}
		got := n.Kind().String()
		if n.Kind() == jsondoc.Number && isInteger(n.Number()) {
			got = "integer"
		}
		e.add("type", got+" found, "+want+" expected", got, want)
	}
	if r.enum != nil && !r.enum.has(n) {
		e.add("enum", "not one of the values that the schema lists", r.enum.list)
	}
	switch n.Kind() {
	case jsondoc.Number:
		if r.number != nil {
			r.number.explain(n.Number(), e)
		}
	case jsondoc.String:
		if r.text != nil {
			r.text.explain(n.Text(), e)
		}
	case jsondoc.Array:
		if r.array != nil {
			r.array.explain(n, e)
		}
	case jsondoc.Object:
		if r.object != nil {
			r.object.explain(n, e)
		}
	}
	r.explainBranches(n, e)
}

func (r *rule) explainBranches(n jsondoc.Node, e *explainer) {
	for _, b := range r.allOf {
		b.explain(n, e)
	}
	if r.anyOf != nil && countValid(r.anyOf, n, &e.run, 1) == 0 {
		for _, b := range r.anyOf {
			b.explain(n, e)
		}
	}
	if r.oneOf != nil {
		switch countValid(r.oneOf, n, &e.run, 2) {
		case 0:
			for _, b := range r.oneOf {
				b.explain(n, e)
			}
		case 2:
			e.add("oneOf", "matches several of the alternatives, of which exactly one is allowed")
		}
	}
	if r.not != nil && r.not.check(n, &e.run) {
		e.add("not", "matches what the schema forbids")
	}
}

func (r *numberRule) explain(s string, e *explainer) {
	if r.min != nil && !r.min.below(s) {
		e.add("minimum", "below the minimum, or equal to one that is exclusive", r.min.text)
	}
	if r.max != nil && !r.max.above(s) {
		e.add("maximum", "above the maximum, or equal to one that is exclusive", r.max.text)
	}
	if r.multipleOf != nil && !r.multipleOf.divides(s) {
		e.add("multipleOf", "not a multiple of the number that the schema wants", r.multipleOf.text)
	}
}

func (r *textRule) explain(s string, e *explainer) {
	if !r.lengthOK(s) {
		if least := (textRule{minLength: r.minLength, maxLength: -1}); !least.lengthOK(s) {
			e.add("minLength", "text shorter than the minimum", itoa(r.minLength))
		} else {
			e.add("maxLength", "text longer than the maximum", itoa(r.maxLength))
		}
	}
	if r.formatOK != nil && !r.formatOK(s) {
		e.add("format", "text is no "+r.format, r.format)
	}
	if r.pattern == nil {
		return
	}
	switch ok, err := r.pattern.match(s); {
	case err != nil:
		e.add("pattern", "pattern-timeout: matching took longer than "+maxPatternTime.String(), r.pattern.source)
	case !ok:
		e.add("pattern", "text does not match the pattern", r.pattern.source)
	}
}

func (r *arrayRule) explain(n jsondoc.Node, e *explainer) {
	size := int64(n.Len())
	if size < r.minItems {
		e.add("minItems", "fewer elements than the minimum", itoa(r.minItems))
	}
	if r.maxItems >= 0 && size > r.maxItems {
		e.add("maxItems", "more elements than the maximum", itoa(r.maxItems))
	}
	if r.noAdditional && size > int64(len(r.tuple)) {
		e.add("additionalItems", "more elements than the schema knows", strconv.Itoa(len(r.tuple)))
	}
	if r.unique && !unique(n) {
		e.add("uniqueItems", "an element occurs more than once")
	}
	i := 0
	for m := n.First(); m.Exists(); m = m.Next() {
		if el := r.element(i); el != nil {
			e.index(i)
			el.explain(m.Value(), e)
			e.up()
		}
		i++
	}
}

func (r *objectRule) explain(n jsondoc.Node, e *explainer) {
	if size := int64(n.Len()); size < r.minMembers {
		e.add("minProperties", "fewer members than the minimum", itoa(r.minMembers))
	} else if r.maxMembers >= 0 && size > r.maxMembers {
		e.add("maxProperties", "more members than the maximum", itoa(r.maxMembers))
	}
	for _, name := range r.required {
		if !n.Get(name).Exists() {
			e.add("required", "a required member is missing: "+name, name)
		}
	}
	for m := n.First(); m.Exists(); m = m.Next() {
		r.explainMember(m, e)
	}
	for i := range r.dependencies {
		r.dependencies[i].explain(n, e)
	}
}

func (r *objectRule) explainMember(m jsondoc.Item, e *explainer) {
	name := m.Name()
	below := func(sub *rule) {
		e.name(name)
		sub.explain(m.Value(), e)
		e.up()
	}
	p := r.members[name]
	known := p.rule != nil
	if known {
		below(p.rule)
	}
	for _, pr := range r.patterns {
		hit, err := pr.pattern.match(name)
		switch {
		case err != nil:
			e.add("patternProperties", "pattern-timeout: matching took longer than "+maxPatternTime.String(), pr.pattern.source)
			known = true
		case hit:
			known = true
			below(pr.rule)
		}
	}
	switch {
	case known:
	case r.noAdditional:
		short := shortName(name)
		e.add("additionalProperties", "a member that the schema does not know: "+short, short)
	case r.additional != nil:
		below(r.additional)
	}
}

func (d *dependency) explain(n jsondoc.Node, e *explainer) {
	if !n.Get(d.name).Exists() {
		return
	}
	for _, name := range d.names {
		if !n.Get(name).Exists() {
			e.add("dependencies", "a member that "+d.name+" asks for is missing: "+name, name)
		}
	}
	if d.rule != nil {
		d.rule.explain(n, e)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
