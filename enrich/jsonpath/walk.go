package jsonpath

import "github.com/camonica/camonica/jsondoc"

// A walker collects what a path finds, or only the first value.
type walker struct {
	root  jsondoc.Node
	found []jsondoc.Node

	one   bool // the first value is enough
	first jsondoc.Node
}

func (w *walker) full() bool { return w.one && w.first.Exists() }

func (w *walker) walk(n jsondoc.Node, steps []step) {
	if w.full() {
		return
	}
	if len(steps) == 0 {
		if w.first = n; !w.one {
			w.found = append(w.found, n)
		}
		return
	}
	s, rest := &steps[0], steps[1:]
	if s.deep {
		w.descend(n, s, rest)
		return
	}
	w.apply(n, s, rest)
}

func (w *walker) apply(n jsondoc.Node, s *step, rest []step) {
	kind := n.Kind()
	switch {
	case s.kind == byName && kind == jsondoc.Object:
		for _, name := range s.names {
			if m := n.Get(name); m.Exists() {
				w.walk(m, rest)
			}
		}
	case s.kind == members && kind == jsondoc.Object,
		s.kind == elements && kind == jsondoc.Array,
		s.kind == either && (kind == jsondoc.Object || kind == jsondoc.Array):
		for item := n.First(); item.Exists(); item = item.Next() {
			w.walk(item.Value(), rest)
		}
	case s.kind == byIndex && kind == jsondoc.Array:
		for _, i := range s.indexes {
			if i < 0 {
				i += n.Len()
			}
			if m := element(n, i); m.Exists() {
				w.walk(m, rest)
			}
		}
	case s.kind == bySlice && kind == jsondoc.Array:
		w.slice(n, &s.slice, rest)
	case s.kind == filtered:
		w.filter(n, s.filter, rest)
	}
}

func element(n jsondoc.Node, i int) jsondoc.Node {
	item := n.First()
	for ; i > 0 && item.Exists(); i-- {
		item = item.Next()
	}
	if i < 0 || !item.Exists() {
		return jsondoc.Node{}
	}
	return item.Value()
}

// slice walks on from elements from … to; with a negative step the array is
// taken backwards, and the bounds are mirrored.
func (w *walker) slice(n jsondoc.Node, s *slice, rest []step) {
	size := n.Len()
	place := func(x int) int {
		if s.by < 0 {
			x = -1 - x
		}
		if x < 0 {
			x += size
		}
		return max(0, min(x, size))
	}
	from, to, by := 0, size, s.by
	if s.hasFrom {
		from = place(s.from)
	}
	if s.hasTo {
		to = place(s.to)
	}
	if by < 0 {
		by = -by
	}
	for i := from; i < to; i += by {
		at := i
		if s.by < 0 {
			at = size - 1 - i
		}
		w.walk(element(n, at), rest)
	}
}

func (w *walker) filter(n jsondoc.Node, f *filter, rest []step) {
	switch n.Kind() {
	case jsondoc.Object:
		if f.test(w.root, n) {
			w.walk(n, rest)
		}
	case jsondoc.Array:
		for item := n.First(); item.Exists(); item = item.Next() {
			if f.test(w.root, item.Value()) {
				w.walk(item.Value(), rest)
			}
		}
	}
}

// descend applies s to n and what is below. A name is looked for first here,
// then below each member in turn, so that values come in the document's order.
func (w *walker) descend(n jsondoc.Node, s *step, rest []step) {
	if w.full() {
		return
	}
	switch s.kind {
	case nodes:
		w.walk(n, rest)
	case filtered: // each object once: arrays would test their elements again
		if n.Kind() == jsondoc.Object {
			w.filter(n, s.filter, rest)
		}
	case byName:
		w.descendName(n, s, rest)
		return
	default:
		w.apply(n, s, rest)
	}
	for item := n.First(); item.Exists(); item = item.Next() {
		w.descend(item.Value(), s, rest)
	}
}

func (w *walker) descendName(n jsondoc.Node, s *step, rest []step) {
	for item := n.First(); item.Exists(); item = item.Next() {
		if n.Kind() == jsondoc.Object && s.has(item.Name()) {
			w.walk(item.Value(), rest)
			if s.first {
				continue
			}
		}
		w.descend(item.Value(), s, rest)
	}
}

func (s *step) has(name string) bool {
	for _, n := range s.names {
		if n == name {
			return true
		}
	}
	return false
}
