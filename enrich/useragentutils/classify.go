package useragentutils

import (
	"regexp"
	"strings"
	"sync"

	"github.com/camonica/camonica/enrich/literal"
)

// What is found where no row matches.
var (
	unknownBrowser = &browserRow{label: "Unknown", kind: unknownKind, engine: "OTHER"}
	unknownSystem  = &systemRow{label: "Unknown", device: unknownDevice, manufacturer: "Other"}
)

// robotLabel is the browser for which no operating system is sought.
const robotLabel = "Robot/Spider"

// A node is a row with the rows below it. One set finds the aliases and
// excludes of all rows in one pass over a user agent.
type node struct {
	row      int
	aliases  []uint32
	excludes []uint32
	children []node
}

// A classifier finds the rows of user agents.
type classifier struct {
	literals *literal.Set
	browsers []node
	systems  []node
	versions map[string]*regexp.Regexp
	webkit   *regexp.Regexp
	found    sync.Pool
}

func newClassifier() *classifier {
	c := &classifier{versions: map[string]*regexp.Regexp{}, webkit: regexp.MustCompile(webkitExpr)}
	t := &treeBuilder{numbers: map[string]uint32{}}
	for i := range browsers {
		r := &browsers[i]
		t.add(&c.browsers, r.depth, i, r.aliases, r.excludes)
		if r.version != "" && c.versions[r.version] == nil {
			c.versions[r.version] = regexp.MustCompile("(?i)" + r.version)
		}
	}
	for i := range systems {
		r := &systems[i]
		t.add(&c.systems, r.depth, i, r.aliases, r.excludes)
	}
	c.literals = literal.New(t.all)
	c.found.New = func() any { f := c.literals.NewFound(); return &f }
	return c
}

type treeBuilder struct {
	numbers map[string]uint32
	all     []string
}

// add puts a row below the last one of a smaller depth.
func (t *treeBuilder) add(level *[]node, depth, row int, aliases, excludes string) {
	for range depth {
		level = &(*level)[len(*level)-1].children
	}
	*level = append(*level, node{row: row, aliases: t.literals(aliases), excludes: t.literals(excludes)})
}

func (t *treeBuilder) literals(list string) []uint32 {
	if list == "" {
		return nil
	}
	var numbers []uint32
	for l := range strings.SplitSeq(list, "|") {
		l = strings.ToLower(l)
		n, ok := t.numbers[l]
		if !ok {
			n = uint32(len(t.all))
			t.numbers[l] = n
			t.all = append(t.all, l)
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// classify finds what a user agent tells. The result may refer to its text.
func (c *classifier) classify(agent string) facts {
	found := c.found.Get().(*literal.Found)
	defer c.found.Put(found)
	c.literals.Find(literal.Fold(agent), *found)

	var f facts
	b, family := unknownBrowser, unknownBrowser
	if row, top := search(c.browsers, *found); row >= 0 {
		b, family = &browsers[row], &browsers[top]
		f.version = c.version(agent, b, family)
	}
	f.browser, f.family, f.kind, f.engine = b.label, family.label, b.kind, b.engine
	s, systemFamily := unknownSystem, unknownSystem
	if b.label != robotLabel {
		if row, top := search(c.systems, *found); row >= 0 {
			s, systemFamily = &systems[row], &systems[top]
		}
	}
	f.system, f.systemFamily, f.manufacturer, f.device = s.label, systemFamily.label, s.manufacturer, s.device
	return f
}

// search returns the row that matches and the row of its family, -1 if there is
// none.
func search(level []node, found literal.Found) (row, top int) {
	for i := range level {
		n := &level[i]
		if !found.HasAny(n.aliases) {
			continue
		}
		if row, _ := search(n.children, found); row >= 0 {
			return row, n.row
		}
		if !found.HasAny(n.excludes) {
			return n.row, n.row
		}
	}
	return -1, -1
}

// version finds the version by the expression of the browser or, if it has
// none, of its family. That of Safari can also be known by its WebKit.
func (c *classifier) version(agent string, b, family *browserRow) string {
	expr := b.version
	if expr == "" {
		expr = family.version
	}
	if expr == "" {
		return ""
	}
	if m := c.versions[expr].FindStringSubmatchIndex(agent); m != nil {
		return agent[m[2]:m[3]]
	}
	if expr != safariVersion {
		return ""
	}
	if m := c.webkit.FindStringSubmatchIndex(agent); m != nil {
		return safariOfWebKit[agent[m[2]:m[3]]]
	}
	return ""
}
