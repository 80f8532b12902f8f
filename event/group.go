package event

// MaxGroup is the number of columns that a Group may have.
const MaxGroup = 12

// A Group is the texts of columns that come together with many events, such as what
// a user agent tells. They lie in one piece of memory and are known to be safe: what
// one event of thousands needs is never near, and each piece of it would have to be
// fetched by itself. The zero Group is texts that are all empty.
type Group struct {
	text string
	ends [MaxGroup]uint32 // of each text; where the next one begins
}

// NewGroup returns a copy of at most MaxGroup texts, made safe as [AppendSafe] does.
func NewGroup(texts ...string) Group {
	var g Group
	var b []byte
	for i, s := range texts {
		b = AppendSafe(b, s)
		g.ends[i] = uint32(len(b))
	}
	for i := len(texts); i < MaxGroup; i++ {
		g.ends[i] = uint32(len(b))
	}
	g.text = string(b)
	return g
}

// Text is the texts, one after the other.
func (g *Group) Text() string { return g.text }

// SetGroup gives the columns the texts of the group, in its order.
func (e *Event) SetGroup(columns []Column, g *Group) {
	start := uint32(0)
	for i, c := range columns {
		end := g.ends[i]
		e.SetSafe(c, g.text[start:end])
		start = end
	}
}
