package config

import (
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
		opts := o.item(i)
		setDefaults(opts)
		clean.Content = append(clean.Content, d.section(c, newOptionTree(opts), at))
	}
	return clean
}
