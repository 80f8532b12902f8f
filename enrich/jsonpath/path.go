package jsonpath

import (
	"fmt"

	"github.com/camonica/camonica/jsondoc"
)

// A Dialect is a path language.
type Dialect uint8

const (
	// Gatling: [*] is for arrays and .* for objects, ..name does not look below
	// what it found.
	Gatling Dialect = iota
	// Jayway: wildcards take both, .['name'] is ['name'], everything may follow
	// .., and filters have !, parentheses and =~.
	Jayway
)

// A Path is a compiled path.
type Path struct {
	text  string
	steps []step
}

// Compile reads a path. The error, a *SyntaxError, tells the place.
func Compile(text string, d Dialect) (*Path, error) {
	p := parser{text: text, dialect: d}
	steps, err := p.path()
	if err != nil {
		return nil, err
	}
	return &Path{text: text, steps: steps}, nil
}

// String returns the text that was compiled.
func (p *Path) String() string { return p.text }

// Append appends all values below root that the path finds, in the order of the
// document (of the path, where it lists names or indexes).
func (p *Path) Append(dst []jsondoc.Node, root jsondoc.Node) []jsondoc.Node {
	w := walker{root: root, found: dst}
	w.walk(root, p.steps)
	return w.found
}

// A SyntaxError tells where a text is no path.
type SyntaxError struct {
	Path   string
	Offset int // bytes before what is not understood
	Want   string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("path %q does not compile at %d: want %s", e.Path, e.Offset, e.Want)
}

// A step leads from a value to some of the values below it.
type step struct {
	kind    stepKind
	deep    bool // from the value and all below it
	first   bool // deep and byName: not below a value that was found
	names   []string
	indexes []int
	slice   slice
	filter  *filter
}

type stepKind uint8

const (
	byName   stepKind = iota // names of members
	byIndex                  // indexes of elements
	bySlice                  // elements from … to
	members                  // all members of an object
	elements                 // all elements of an array
	either                   // both
	filtered                 // elements, or the object itself, that a filter takes
	nodes                    // with deep: the value and all below it
)

// A slice is [from:to:by]; a bound that is not given is not set.
type slice struct {
	from, to       int
	hasFrom, hasTo bool
	by             int
}

// Filters tells whether values decide what the path finds.
func (p *Path) Filters() bool {
	for i := range p.steps {
		if p.steps[i].kind == filtered {
			return true
		}
	}
	return false
}
