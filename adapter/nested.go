package adapter

import (
	"slices"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// A formTree is a form as the tree that its bracketed names describe. Its first
// node is the root.
type formTree struct {
	nodes []formNode
	place map[formKey]int // index in the parent's members
}

type formNode struct {
	name    string
	text    payload.Text
	members []int // nodes; nil for a text
}

type formKey struct {
	parent int
	name   string
}

// nested makes the tree of a form without the tracker's own parameters. Where a
// text and an object want the same place, the later one has it.
func nested(form []payload.Pair) *formTree {
	t := &formTree{nodes: []formNode{{members: []int{}}}, place: map[formKey]int{}}
	for _, f := range form {
		if !slices.Contains(notData[:], f.Name) {
			t.add(FormPath(f.Name), f.Value)
		}
	}
	return t
}

func (t *formTree) add(path []string, text payload.Text) {
	at := 0
	for i, name := range path {
		at = t.member(at, name, i == len(path)-1)
	}
	t.nodes[at].text = text
}

// member returns the node of that name below at: a new one unless it is there
// and of the wanted kind.
func (t *formTree) member(at int, name string, text bool) int {
	key := formKey{at, name}
	place, there := t.place[key]
	if there {
		if n := t.nodes[at].members[place]; (t.nodes[n].members == nil) == text {
			return n
		}
	}
	node := formNode{name: name}
	if !text {
		node.members = []int{}
	}
	t.nodes = append(t.nodes, node)
	n := len(t.nodes) - 1
	if there {
		t.nodes[at].members[place] = n
		return n
	}
	t.place[key] = len(t.nodes[at].members)
	t.nodes[at].members = append(t.nodes[at].members, n)
	return n
}

// append appends a node's value as JSON.
func (t *formTree) append(dst []byte, node int) []byte {
	n := &t.nodes[node]
	if n.members == nil {
		return appendText(dst, n.text)
	}
	dst = append(dst, '{')
	for i, m := range n.members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(jsondoc.AppendString(dst, t.nodes[m].name), ':')
		dst = t.append(dst, m)
	}
	return append(dst, '}')
}
