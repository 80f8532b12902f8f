package jsonpath

import (
	"bytes"
	"regexp"
	"strconv"

	"github.com/camonica/camonica/jsondoc"
)

// A filter is a condition on a value.
type filter struct {
	op          op
	left, right *filter // of and, or; left of not
	a, b        operand // of comparisons; a of exists
	pattern     *regexp.Regexp
}

type op uint8

const (
	exists op = iota
	and
	or
	not
	equal
	unequal
	less
	lessOrEqual
	greater
	greaterOrEqual
	matches
)

// An operand is a value, or a path from the value under test or from the root.
type operand struct {
	isPath, fromRoot bool
	steps            []step
	value            jsondoc.Node
}

// resolve returns the value, or the first that the path finds.
func (o *operand) resolve(root, n jsondoc.Node) (jsondoc.Node, bool) {
	if !o.isPath {
		return o.value, true
	}
	if o.fromRoot {
		n = root
	}
	if len(o.steps) == 0 {
		return n, true
	}
	w := walker{root: root, one: true}
	w.walk(n, o.steps)
	return w.first, w.first.Exists()
}

// test tells whether the filter takes n. A comparison with a path that finds
// nothing takes nothing, whatever the operator.
func (f *filter) test(root, n jsondoc.Node) bool {
	switch f.op {
	case and:
		return f.left.test(root, n) && f.right.test(root, n)
	case or:
		return f.left.test(root, n) || f.right.test(root, n)
	case not:
		return !f.left.test(root, n)
	}
	a, ok := f.a.resolve(root, n)
	if !ok || f.op == exists {
		return ok
	}
	if f.op == matches {
		return a.Kind() == jsondoc.String && f.pattern.MatchString(a.Text())
	}
	b, ok := f.b.resolve(root, n)
	if !ok {
		return false
	}
	return compare(f.op, a, b)
}

func compare(o op, a, b jsondoc.Node) bool {
	switch o {
	case equal:
		return same(a, b)
	case unequal:
		return !same(a, b)
	}
	order, ok := order(a, b)
	switch {
	case !ok:
		return false
	case o == less:
		return order < 0
	case o == lessOrEqual:
		return order <= 0
	case o == greater:
		return order > 0
	default:
		return order >= 0
	}
}

func same(a, b jsondoc.Node) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case jsondoc.Null:
		return true
	case jsondoc.Array, jsondoc.Object:
		return bytes.Equal(a.AppendCompact(nil), b.AppendCompact(nil))
	}
	c, ok := order(a, b)
	return ok && c == 0
}

// order compares two numbers, two texts or two booleans.
func order(a, b jsondoc.Node) (int, bool) {
	if a.Kind() != b.Kind() {
		return 0, false
	}
	switch a.Kind() {
	case jsondoc.Number:
		x, errX := strconv.ParseFloat(a.Number(), 64)
		y, errY := strconv.ParseFloat(b.Number(), 64)
		return sign(x < y, x > y), errX == nil && errY == nil
	case jsondoc.String:
		x, y := a.Text(), b.Text()
		return sign(x < y, x > y), true
	case jsondoc.Bool:
		return sign(!a.True() && b.True(), a.True() && !b.True()), true
	}
	return 0, false
}

func sign(less, greater bool) int {
	switch {
	case less:
		return -1
	case greater:
		return 1
	}
	return 0
}
