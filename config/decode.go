package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A decoder reads a document by the table of options. It goes on after a problem
// so that one reading finds them all.
type decoder struct {
	file     string
	problems Problems
	warnings Problems
	unset    map[*yaml.Node][]string // scalars that are null for want of variables
	filled   map[*yaml.Node]bool     // plain scalars that tags filled: typed by the option
	missing  []absence
	lines    map[string]int
	listed   map[*yaml.Node][]entry // mappings that entries has seen
	secret   map[string]bool        // options that hold secrets
}

// An absence is a problem only if its need turns out to hold.
type absence struct {
	need    Need
	problem Problem
}

// An optionTree is the options below one section.
type optionTree struct {
	opt      *Option
	names    []string // in order of the table
	children map[string]*optionTree
}

func newOptionTree(opts []Option) *optionTree {
	root := &optionTree{children: map[string]*optionTree{}}
	for i := range opts {
		t := root
		key := opts[i].Key
		if _, item, ok := strings.Cut(key, "[]."); ok {
			key = item
		}
		for name := range strings.SplitSeq(key, ".") {
			next := t.children[name]
			if next == nil {
				next = &optionTree{children: map[string]*optionTree{}}
				t.children[name] = next
				t.names = append(t.names, name)
			}
			t = next
		}
		t.opt = &opts[i]
	}
	return root
}

func (d *decoder) problem(kind Kind, n *yaml.Node, key, value, want string) {
	line := 0
	if n != nil {
		line = n.Line
	}
	d.problems = append(d.problems, Problem{Kind: kind, File: d.file, Line: line, Field: key, Value: value, Want: want})
}

func (d *decoder) warn(kind Kind, n *yaml.Node, key, want string) {
	d.warnings = append(d.warnings, Problem{Kind: kind, File: d.file, Line: n.Line, Field: key, Want: want})
}

// An entry is one key of a mapping.
type entry struct {
	key   string
	at    *yaml.Node
	value *yaml.Node
}

// entries lists a mapping in order, with merge keys resolved: the keys of the
// mapping itself win. Of a doubled key the last one counts. Each mapping is
// listed once, so that merges of merges, or of a mapping into itself, cost
// nothing.
func (d *decoder) entries(n *yaml.Node, key string) []entry {
	if known, ok := d.listed[n]; ok {
		return known
	}
	d.listed[n] = nil
	var own, merged []entry
	at := map[string]int{} // key → index in own
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], resolve(n.Content[i+1])
		if k.Value == "<<" && k.Style == 0 {
			for _, m := range mergeSources(v) {
				merged = append(merged, d.entries(m, key)...)
			}
			continue
		}
		e := entry{k.Value, k, v}
		if j, doubled := at[e.key]; doubled {
			d.warn(Ignored, own[j].at, join(key, e.key), "each key once; the last one counts")
			own[j] = e
			continue
		}
		at[e.key] = len(own)
		own = append(own, e)
	}
	for _, m := range merged {
		if _, ok := at[m.key]; !ok {
			at[m.key] = len(own)
			own = append(own, m)
		}
	}
	d.listed[n] = own
	return own
}

func mergeSources(n *yaml.Node) []*yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		return []*yaml.Node{n}
	case yaml.SequenceNode:
		var all []*yaml.Node
		for _, c := range n.Content {
			if c = resolve(c); c.Kind == yaml.MappingNode {
				all = append(all, c)
			}
		}
		return all
	}
	return nil
}

// resolve follows an alias.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

func isNull(n *yaml.Node) bool {
	return n == nil || n.Kind == 0 || (n.Kind == yaml.ScalarNode && kindOf(n) == nullScalar)
}

// section reads a mapping and returns it with known options only and without
// secrets.
func (d *decoder) section(n *yaml.Node, t *optionTree, key string) *yaml.Node {
	clean := &yaml.Node{Kind: yaml.MappingNode}
	seen := map[string]bool{}
	for _, e := range d.entries(n, key) {
		child, at := t.children[e.key], join(key, e.key)
		if child == nil {
			d.warn(UnknownKey, e.at, at, "")
			continue
		}
		seen[e.key] = true
		d.lines[at] = e.at.Line
		if v := d.option(e.value, child, at); v != nil {
			clean.Content = append(clean.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: e.key}, v)
		}
	}
	for _, name := range t.names {
		if child := t.children[name]; !seen[name] {
			d.absent(nil, child, join(key, name))
		}
	}
	return clean
}

// absent notes that an option is not there or null.
func (d *decoder) absent(n *yaml.Node, t *optionTree, key string) {
	if t.opt.unset != nil {
		t.opt.unset()
	}
	if t.opt.Need == Optional {
		return
	}
	want := string(t.opt.Type)
	if vars := d.unset[n]; n != nil && len(vars) > 0 {
		want += ", from environment variable " + strings.Join(vars, ", ") + ", which is not set"
	}
	line := d.lines[key]
	for at := key; line == 0 && at != ""; line = d.lines[at] {
		i := strings.LastIndexByte(at, '.')
		at = at[:max(i, 0)]
	}
	d.missing = append(d.missing, absence{t.opt.Need, Problem{
		Kind: MissingField, File: d.file, Line: line, Field: key, Want: want,
	}})
}

// option reads the value of one option, puts it where it belongs, and returns it
// as a clean node; nil where there is nothing to keep.
func (d *decoder) option(n *yaml.Node, t *optionTree, key string) *yaml.Node {
	o := t.opt
	if isNull(n) {
		d.absent(n, t, key)
		return nil
	}
	switch o.Type {
	case Section:
		if n.Kind != yaml.MappingNode {
			d.wrongType(n, o, key, "a section")
			return nil
		}
		return d.section(n, t, key)
	case SectionList:
		return d.sectionList(n, o, key)
	case Texts, Folders:
		return d.list(n, o, key)
	case TextMap:
		pairs, clean := d.pairs(n, o, key)
		*o.into.(*[]Pair) = pairs
		return clean
	case TextMaps:
		return d.classifications(n, o, key)
	}
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, o, key, "a "+string(o.Type))
		return nil
	}
	return d.scalar(n, o, key)
}

func (d *decoder) wrongType(n *yaml.Node, o *Option, key, want string) {
	found := "a list"
	switch n.Kind {
	case yaml.MappingNode:
		found = "a section"
	case yaml.ScalarNode:
		found = scalarNames[kindOf(n)]
		// Where a section should be, anything may stand, also a secret.
		if o.Type != SecretText && o.Type != Section && o.Type != SectionList && n.Value != "" {
			found += ": " + n.Value
		}
	}
	d.problem(WrongType, n, key, found, want)
}

func (d *decoder) sectionList(n *yaml.Node, o *Option, key string) *yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.wrongType(n, o, key, "a list of sections")
		return nil
	}
	clean := &yaml.Node{Kind: yaml.SequenceNode}
	o.grow(len(n.Content))
	for i, c := range n.Content {
		c = resolve(c)
		at := index(key, i)
		if c.Kind != yaml.MappingNode {
			d.wrongType(c, o, at, "a section")
			continue
		}
		d.lines[at] = c.Line
		clean.Content = append(clean.Content, d.section(c, newOptionTree(o.item(i)), at))
	}
	return clean
}

func (d *decoder) list(n *yaml.Node, o *Option, key string) *yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.wrongType(n, o, key, "a list")
		return nil
	}
	clean := &yaml.Node{Kind: yaml.SequenceNode}
	for i, c := range n.Content {
		c = resolve(c)
		at := index(key, i)
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
	case Whole:
		i, ok := parseInt(n.Value)
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
