package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

func (d *decoder) list(n *yaml.Node, o *Option, key string) *yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.wrongType(n, o, key, "a list")
		return nil
	}
	clean := &yaml.Node{Kind: yaml.SequenceNode}
	for i, c := range n.Content {
		c = resolve(c)
		at := index(key, i)
		d.lines[at] = c.Line
		text, ok := d.text(c, o, at)
		if !ok {
			continue
		}
		switch into := o.into.(type) {
		case *[]string:
			*into = append(*into, text)
		case *[]Location:
			l, ok := d.location(c, at, text)
			if !ok {
				continue
			}
			*into = append(*into, l)
			text = l.String()
		}
		clean.Content = append(clean.Content, textNode(text))
	}
	return clean
}

// pairs reads a map of texts.
func (d *decoder) pairs(n *yaml.Node, o *Option, key string) ([]Pair, *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, o, key, "a map of texts")
		return nil, nil
	}
	pairs := []Pair{}
	clean := &yaml.Node{Kind: yaml.MappingNode}
	for _, e := range d.entries(n, key) {
		text, ok := d.text(e.value, o, join(key, e.key))
		if !ok {
			continue
		}
		pairs = append(pairs, Pair{e.key, text})
		clean.Content = append(clean.Content, textNode(e.key), textNode(text))
	}
	return pairs, clean
}

func (d *decoder) classifications(n *yaml.Node, o *Option, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, o, key, "a map of maps of texts")
		return nil
	}
	into := o.into.(*[]Classification)
	clean := &yaml.Node{Kind: yaml.MappingNode}
	for _, e := range d.entries(n, key) {
		pairs, v := d.pairs(e.value, o, join(key, e.key))
		if v == nil {
			continue
		}
		*into = append(*into, Classification{e.key, pairs})
		clean.Content = append(clean.Content, textNode(e.key), v)
	}
	return clean
}

// text reads a scalar that must be text, with what tags gave in it.
func (d *decoder) text(n *yaml.Node, o *Option, key string) (string, bool) {
	if n.Kind == yaml.ScalarNode && (d.filled[n] || kindOf(n) == textScalar) && !(d.filled[n] && len(d.unset[n]) > 0 && n.Value == "") {
		return n.Value, true
	}
	d.wrongType(n, o, key, "a text; put quotes around it")
	return "", false
}

func (d *decoder) location(n *yaml.Node, key, text string) (Location, bool) {
	if s, err := AddSlash(text); err == nil {
		if l, err := ParseLocation(s); err == nil {
			return l, true
		}
	}
	d.problem(InvalidValue, n, key, text, "s3://<bucket>/<folder>/ or file:///<absolute folder>/")
	return Location{}, false
}

func textNode(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
}

// scalar reads an option of a single value.
func (d *decoder) scalar(n *yaml.Node, o *Option, key string) *yaml.Node {
	kind := kindOf(n)
	switch o.Type {
	case Text, SecretText, Folder:
		text, ok := d.text(n, o, key)
		if !ok {
			return nil
		}
		return d.setText(n, o, key, text)
	case BoolOrWord:
		text := n.Value
		if kind == boolScalar {
			text = fmt.Sprint(parseBool(text))
		}
		return d.setText(n, o, key, text)
	case Bool:
		if kind != boolScalar {
			d.wrongType(n, o, key, "true or false, without quotes")
			return nil
		}
		b := parseBool(n.Value)
		*o.into.(*bool) = b
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: fmt.Sprint(b)}
	case Whole, Count:
		i, ok := parseInt(n.Value)
		if f, isFloat := parseFloat(n.Value); kind == floatScalar && isFloat && o.Type == Count {
			if i = int64(f); float64(i) != f {
				d.problem(InvalidValue, n, key, n.Value, "a number without fraction")
				return nil
			}
			kind, ok = intScalar, true
		}
		if kind != intScalar || !ok {
			d.wrongType(n, o, key, "a whole number, without quotes")
			return nil
		}
		*o.into.(*int64) = i
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: fmt.Sprint(i)}
	case Number:
		f, ok := parseFloat(n.Value)
		if (kind != intScalar && kind != floatScalar) || !ok {
			d.wrongType(n, o, key, "a number, without quotes")
			return nil
		}
		*o.into.(**float64) = &f
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(f)}
	}
	panic("config: internal error: option " + o.Key + " of type " + string(o.Type))
}

// setText puts a text where it belongs; the clean node keeps its letters as they
// were written.
func (d *decoder) setText(n *yaml.Node, o *Option, key, text string) *yaml.Node {
	written := text
	if o.Values != nil {
		found := slices.IndexFunc(o.Values, func(v string) bool {
			return v == text || (o.AnyCase && strings.EqualFold(v, text))
		})
		if found < 0 {
			d.problem(InvalidValue, n, key, text, "one of "+strings.Join(o.Values, ", "))
			return nil
		}
		text = o.Values[found]
	}
	switch into := o.into.(type) {
	case *Secret:
		*into = Secret(text)
		written = ""
	case *Location:
		l, ok := d.location(n, key, text)
		if !ok {
			return nil
		}
		*into = l
		written = l.String()
	case *string:
		*into = text
	}
	return textNode(written)
}
