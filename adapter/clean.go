package adapter

import "github.com/camonica/camonica/jsondoc"

// A Cleaner rewrites the JSON of a vendor into the data of an event. Its rules
// hold for the members of objects at any depth.
type Cleaner struct {
	Seconds string // members of this name hold seconds since 1970 and become date-times; "" for none

	// Members of this name are left out where they have this text: the event's
	// type, which the schema says already. "" for none.
	TypeName, Type string

	// rename returns what a member is called in the data; nil keeps its name. The
	// names above are those in the data. nested does the same for the members of
	// objects that are members themselves; nil is rename.
	rename, nested func(name string, v jsondoc.Node) string

	// value appends a member's value by a rule of the vendor, if it has one for the
	// name as it was sent.
	value func(dst []byte, name string, v jsondoc.Node) (out []byte, ok bool)
}

// camel is the rename of vendors whose names become camel case.
func camel(name string, _ jsondoc.Node) string { return CamelCase(name) }

// camelTwice is their nested: R108 runs those names through twice, which shows
// in names that start with an underscore.
func camelTwice(name string, _ jsondoc.Node) string { return CamelCase(CamelCase(name)) }

// Append appends the value in compact form.
func (c Cleaner) Append(dst []byte, n jsondoc.Node) []byte {
	switch n.Kind() {
	case jsondoc.Object:
		dst = append(dst, '{')
		from := len(dst)
		for m := n.First(); m.Exists(); m = m.Next() {
			dst = c.member(dst, from, m.Name(), m.Value())
		}
		return append(dst, '}')
	case jsondoc.Array:
		dst = append(dst, '[')
		for m, first := n.First(), true; m.Exists(); m = m.Next() {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = c.Append(dst, m.Value())
		}
		return append(dst, ']')
	}
	return n.AppendCompact(dst)
}

// member appends a member, unless it is left out, to the object whose members
// start at from.
func (c Cleaner) member(dst []byte, from int, sent string, v jsondoc.Node) []byte {
	name := sent
	if c.rename != nil {
		name = c.rename(sent, v)
	}
	if c.TypeName != "" && name == c.TypeName && v.Kind() == jsondoc.String && v.Text() == c.Type {
		return dst
	}
	if len(dst) > from {
		dst = append(dst, ',')
	}
	dst = append(jsondoc.AppendString(dst, name), ':')
	if c.value != nil {
		if out, ok := c.value(dst, sent, v); ok {
			return out
		}
	}
	if c.Seconds != "" && name == c.Seconds {
		if out, ok := appendSeconds(dst, scalar(v).Value); ok {
			return out
		}
	}
	if c.nested != nil && v.Kind() == jsondoc.Object {
		c.rename = c.nested
	}
	return c.Append(dst, v)
}
