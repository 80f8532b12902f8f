package ddl

import (
	"math/big"
	"slices"
)

// Simplify returns a schema that says what can be stored and nothing else:
// tuples have one schema for all their items, objects with properties are closed,
// and the branches of oneOf and anyOf are part of the schema. The argument stays
// as it is.
func Simplify(s *Schema) *Schema {
	c := *s
	c.Properties = simplifyAll(s.Properties)
	if len(c.Properties) > 0 {
		c.AdditionalProperties, c.PatternProperties = No, nil
	}
	if s.Items != nil {
		c.Items = Simplify(s.Items)
	}
	if len(s.Tuple) > 0 {
		items := slices.Clone(s.Tuple)
		if s.AdditionalItem != nil {
			items = append(items, s.AdditionalItem)
		}
		c.Items = widenAll(items)
	}
	c.Tuple, c.AdditionalItem, c.AdditionalItems = nil, nil, Unsaid
	c.OneOf, c.AnyOf = nil, nil
	out := &c
	for _, branches := range [][]*Schema{s.OneOf, s.AnyOf} {
		if len(branches) > 0 {
			out = narrow(out, widenAll(branches))
		}
	}
	return out
}

func simplifyAll(ps []Property) []Property {
	out := make([]Property, len(ps))
	for i, p := range ps {
		out[i] = Property{p.Name, Simplify(p.Schema)}
	}
	return out
}

// widenAll simplifies the schemas and returns one that takes what any of them
// takes.
func widenAll(ss []*Schema) *Schema {
	out := Simplify(ss[0])
	for _, s := range ss[1:] {
		out = widen(out, Simplify(s))
	}
	return out
}

// widen returns a schema for all that a or b takes. A keyword of one restricts
// nothing if the other has no values of the types that the keyword is about.
func widen(a, b *Schema) *Schema {
	c := &Schema{}
	if a.Types != 0 && b.Types != 0 {
		c.Types = a.Types | b.Types
	}
	if a.Description == b.Description {
		c.Description = a.Description
	}
	if a.HasEnum && b.HasEnum {
		c.HasEnum, c.Enum = true, slices.Clone(a.Enum)
		for _, v := range b.Enum {
			if !slices.Contains(c.Enum, v) {
				c.Enum = append(c.Enum, v)
			}
		}
	}
	for _, w := range [...]struct {
		of   Types
		join func(c, a, b *Schema)
	}{
		{Integer | Number, widenNumbers}, {String, widenTexts}, {Array, widenArrays}, {Object, widenObjects},
	} {
		switch {
		case !a.admits(w.of):
			w.join(c, b, b)
		case !b.admits(w.of):
			w.join(c, a, a)
		default:
			w.join(c, a, b)
		}
	}
	return c
}

// admits tells whether the schema takes values of one of the types.
func (s *Schema) admits(t Types) bool { return s.Types == 0 || s.Types&t != 0 }

func widenNumbers(c, a, b *Schema) {
	c.MultipleOf = commonMultiple(a.MultipleOf, b.MultipleOf)
	c.Minimum, c.Maximum = both(a.Minimum, b.Minimum, smaller), both(a.Maximum, b.Maximum, larger)
}

func widenTexts(c, a, b *Schema) {
	c.MinLength, c.MaxLength = both(a.MinLength, b.MinLength, smaller), both(a.MaxLength, b.MaxLength, larger)
	if a.Format == b.Format {
		c.Format = a.Format
	}
	if a.Pattern == b.Pattern {
		c.Pattern = a.Pattern
	}
}

func widenArrays(c, a, b *Schema) {
	c.MinItems, c.MaxItems = both(a.MinItems, b.MinItems, smaller), both(a.MaxItems, b.MaxItems, larger)
	switch {
	case a.Items == nil || b.Items == nil:
	case a.Items == b.Items:
		c.Items = a.Items
	default:
		c.Items = widen(a.Items, b.Items)
	}
}

func widenObjects(c, a, b *Schema) {
	c.HasProperties = a.HasProperties || b.HasProperties
	c.Properties = a.Properties
	if a != b {
		c.Properties = joinProperties(a.Properties, b.Properties, widen)
	}
	if a.AdditionalProperties == b.AdditionalProperties {
		c.AdditionalProperties = a.AdditionalProperties
	}
	for _, r := range a.Required {
		if b.requires(r) {
			c.Required = append(c.Required, r)
		}
	}
}

// narrow returns a schema for what both a and b take, as far as that can be said
// in one.
func narrow(a, b *Schema) *Schema {
	c := *a
	c.Types = commonTypes(a.Types, b.Types)
	c.Minimum, c.Maximum = either(a.Minimum, b.Minimum, larger), either(a.Maximum, b.Maximum, smaller)
	c.MinLength, c.MaxLength = either(a.MinLength, b.MinLength, larger), either(a.MaxLength, b.MaxLength, smaller)
	c.MinItems, c.MaxItems = either(a.MinItems, b.MinItems, larger), either(a.MaxItems, b.MaxItems, smaller)
	if c.MultipleOf == nil {
		c.MultipleOf = b.MultipleOf
	}
	if c.Format == "" {
		c.Format = b.Format
	}
	if c.Pattern == "" {
		c.Pattern = b.Pattern
	}
	switch {
	case a.HasEnum && b.HasEnum:
		c.Enum = slices.DeleteFunc(slices.Clone(a.Enum), func(v Value) bool { return !slices.Contains(b.Enum, v) })
	case b.HasEnum:
		c.HasEnum, c.Enum = true, b.Enum
	}
	switch {
	case a.Items != nil && b.Items != nil:
		c.Items = narrow(a.Items, b.Items)
	case b.Items != nil:
		c.Items = b.Items
	}
	c.HasProperties = a.HasProperties || b.HasProperties
	c.Properties = joinProperties(a.Properties, b.Properties, narrow)
	if b.AdditionalProperties != Unsaid && a.AdditionalProperties != No {
		c.AdditionalProperties = b.AdditionalProperties
	}
	c.Required = slices.Clone(a.Required)
	for _, r := range b.Required {
		if !c.requires(r) {
			c.Required = append(c.Required, r)
		}
	}
	return &c
}

// joinProperties returns the properties of both, those in both joined.
func joinProperties(a, b []Property, join func(a, b *Schema) *Schema) []Property {
	out := slices.Clone(a)
	for _, p := range b {
		i := slices.IndexFunc(out, func(q Property) bool { return q.Name == p.Name })
		if i < 0 {
			out = append(out, p)
			continue
		}
		out[i].Schema = join(out[i].Schema, p.Schema)
	}
	return out
}

// commonTypes intersects; integers are numbers, and no types are all types.
func commonTypes(a, b Types) Types {
	if a == 0 || b == 0 {
		return a | b
	}
	c := a & b
	if a&Number != 0 && b&Integer != 0 || a&Integer != 0 && b&Number != 0 {
		c |= Integer
	}
	if c&Number != 0 {
		c &^= Integer &^ (a & b)
	}
	return c
}

func smaller(a, b *Decimal) *Decimal {
	if a.Cmp(*b) <= 0 {
		return a
	}
	return b
}

func larger(a, b *Decimal) *Decimal {
	if a.Cmp(*b) >= 0 {
		return a
	}
	return b
}

// both picks a limit where both have one.
func both(a, b *Decimal, pick func(a, b *Decimal) *Decimal) *Decimal {
	if a == nil || b == nil {
		return nil
	}
	return pick(a, b)
}

// either picks a limit, or takes the only one.
func either(a, b *Decimal, pick func(a, b *Decimal) *Decimal) *Decimal {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return pick(a, b)
}

// commonMultiple returns what divides whatever a or b divides: the greatest
// common divisor of integers, else nothing unless they are equal.
func commonMultiple(a, b *Decimal) *Decimal {
	switch {
	case a == nil || b == nil:
		return nil
	case a.Cmp(*b) == 0:
		return a
	case a.IsInt() && b.IsInt() && a.Int.Sign() > 0 && b.Int.Sign() > 0:
		return &Decimal{Int: new(big.Int).GCD(nil, nil, a.Int, b.Int)}
	}
	return nil
}
