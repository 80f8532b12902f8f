package uap

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/camonica/camonica/enrich/literal"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/enrich/uap/expr"
)

// A Version is a family with its version, in parts; "" is absent.
type Version struct {
	Family     string // "Other" if no rule matches
	Major      string
	Minor      string
	Patch      string
	PatchMinor string // of operating systems only
}

// Number returns the parts of the version that are there, with dots in between.
func (v *Version) Number() string {
	var b strings.Builder
	for _, p := range [...]string{v.Major, v.Minor, v.Patch, v.PatchMinor} {
		if p == "" {
			break
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(p)
	}
	return b.String()
}

// A Device is what a user agent tells of the device; "" is absent.
type Device struct {
	Family string // "Other" if no rule matches
	Brand  string
	Model  string
}

// An Agent is what the rules make of a user agent.
type Agent struct {
	Browser Version
	OS      Version
	Device  Device
}

// Other is the family where no rule matches.
const Other = "Other"

// A Parser applies one set of rules. It may be used from many goroutines.
//
// It remembers the last agents, as several enrichments ask for the same one in
// turn; what is to be remembered for longer is up to them.
type Parser struct {
	agents, systems, devices *list

	literals *literal.Set
	scratch  sync.Pool
	recent   *textcache.Cache[Agent]
}

// MaxText is how much of a user agent is looked at. Browsers send a few hundred
// bytes; texts of many kilobytes are made to keep us busy.
const MaxText = 2 << 10

// Bounds of the agents that a Parser remembers.
const (
	recentEntries = 1 << 10
	recentBytes   = 1 << 20
)

// scratch is the memory of one call.
type scratch struct {
	found      literal.Found
	candidates literal.Found // rules
	matcher    expr.Matcher
}

func newParser(t *ruleTexts) (*Parser, error) {
	x := &index{numbers: map[string]uint32{}}
	p := &Parser{recent: textcache.NewSize[Agent](recentEntries, recentBytes)}
	var err error
	if p.agents, err = newList("user_agent_parsers", 4, t.agent, x); err != nil {
		return nil, err
	}
	if p.systems, err = newList("os_parsers", 5, t.os, x); err != nil {
		return nil, err
	}
	if p.devices, err = newList("device_parsers", 3, t.device, x); err != nil {
		return nil, err
	}
	p.literals = literal.New(x.all)
	most := max(len(t.agent), len(t.os), len(t.device))
	p.scratch.New = func() any {
		return &scratch{found: p.literals.NewFound(), candidates: literal.NewFound(most)}
	}
	return p, nil
}

// Parse returns what the rules make of a user agent. The result is shared and
// keeps no memory of the text.
func (p *Parser) Parse(agent string) *Agent {
	k := textcache.KeyOf(agent)
	if a := p.recent.Get(k); a != nil {
		return a
	}
	return p.recent.Add(k, func(a *Agent) int { return p.parse(agent, a) })
}

// parse sets what the rules make of a user agent and returns the bytes of its texts.
func (p *Parser) parse(agent string, a *Agent) int {
	text := strings.Clone(agent[:min(len(agent), MaxText)])
	s := p.scratch.Get().(*scratch)
	p.literals.Find(fold(text), s.found)
	s.matcher.SetText(text)
	*a = Agent{
		Browser: version(p.agents, text, s),
		OS:      version(p.systems, text, s),
		Device:  device(p.devices, text, s),
	}
	p.scratch.Put(s)
	return len(text)
}

// The characters beyond ASCII that expressions without regard to case take for
// ASCII letters.
const (
	kelvin = '\u212a' // K
	longS  = '\u017f' // s
)

var asciiCases = strings.NewReplacer(string(kelvin), "k", string(longS), "s")

// fold brings a text into the form of the literals, as far as the automaton does
// not do so itself.
func fold(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return asciiCases.Replace(text)
		}
	}
	return text
}

func version(l *list, text string, s *scratch) Version {
	r, groups := l.match(s)
	if r == nil {
		return Version{Family: Other}
	}
	v := Version{
		Family: r.field(0, 1, text, groups),
		Major:  r.field(1, 2, text, groups),
		Minor:  r.field(2, 3, text, groups),
		Patch:  r.field(3, 4, text, groups),
	}
	if l.parts > 4 {
		v.PatchMinor = r.field(4, 5, text, groups)
	}
	if v.Family == "" {
		v.Family = Other
	}
	return v
}

func device(l *list, text string, s *scratch) Device {
	r, groups := l.match(s)
	if r == nil {
		return Device{Family: Other}
	}
	d := Device{
		Family: r.field(0, 1, text, groups),
		Brand:  r.field(1, 0, text, groups),
		Model:  r.field(2, 1, text, groups),
	}
	if d.Family == "" {
		d.Family = Other
	}
	return d
}

// field returns what a rule gives for a field: its template with the groups put
// in, or else a group of its own; 0 is none.
func (r *rule) field(i, group int, text string, groups []int) string {
	if i >= len(r.templates) || r.templates[i] == "" {
		if group == 0 {
			return ""
		}
		return at(text, groups, group)
	}
	t := r.templates[i]
	if !strings.Contains(t, "$") {
		return t
	}
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(t, "$")
		b.WriteString(before)
		if !ok {
			break
		}
		if after == "" || after[0] < '1' || after[0] > '9' {
			b.WriteByte('$')
			t = after
			continue
		}
		b.WriteString(at(text, groups, int(after[0]-'0')))
		t = after[1:]
	}
	return strings.TrimSpace(b.String())
}

func at(text string, groups []int, n int) string {
	if 2*n >= len(groups) || groups[2*n] < 0 {
		return ""
	}
	return text[groups[2*n]:groups[2*n+1]]
}
