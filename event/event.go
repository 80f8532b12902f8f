package event

import (
	"unsafe"
)

// A Column is the position of a column in the TSV, 0 to Count-1.
type Column uint8

// String returns the column's name.
func (c Column) String() string { return Table[c].Name }

// A Kind says what the text of a column stands for.
type Kind uint8

// The kinds of columns and their text.
const (
	Text      Kind = iota // any text without tabs and control characters
	Timestamp             // 2006-01-02 15:04:05.000, UTC
	Int                   // int32, decimal digits
	Bool                  // 1 or 0
	Decimal               // plain decimal digits, never an exponent
	Float                 // shortest float32, at least one decimal
	UUID                  // lower case, 8-4-4-4-12
	JSON                  // compact JSON
)

// Info is what is known of a column.
type Info struct {
	Name     string
	Kind     Kind
	Cut      int  // UTF-16 units kept in the atomic row; 0 = all
	Limit    int  // UTF-16 units above which later releases fail the event; 0 = none
	Required bool // never empty in a good event
	PII      bool // may be pseudonymised
	Money    bool // decimal(18,2) in databases
}

// ByName finds a column by its name, case-sensitively.
func ByName(name string) (Column, bool) {
	c, ok := byName[name]
	return c, ok
}

var byName = func() map[string]Column {
	m := make(map[string]Column, Count)
	for i := range Table {
		m[Table[i].Name] = Column(i)
	}
	return m
}()

// Atomic tells whether the column is part of the atomic events table: all but
// the three JSON columns.
func (c Column) Atomic() bool { return Table[c].Kind != JSON }

// An Entity is a self-describing object derived by an enrichment.
type Entity struct {
	Schema string // Iglu URI
	Data   string // compact JSON of its data
	Rank   int    // place among the derived contexts, smaller first; equal ranks keep the order in which they were added
}

// An Event holds the columns of one event. The zero Event is empty.
type Event struct {
	v       [Count]string
	safe    [Count]bool // AppendSafe would leave the text as it is
	buf     []byte
	Derived []Entity
}

// arenaMax bounds the buffer that an Event keeps from one event to the next.
const arenaMax = 1 << 20

// Reset empties the event. All strings got from it, and all strings made by
// Keep, Append or SetBytes, become invalid.
func (e *Event) Reset() {
	clear(e.v[:])
	clear(e.Derived)
	e.Derived = e.Derived[:0]
	if cap(e.buf) > arenaMax {
		e.buf = nil
	}
	e.buf = e.buf[:0]
}

// Get returns the column's text, "" for null.
func (e *Event) Get(c Column) string { return e.v[c] }

// Set gives the column a text that outlives the event's next Reset: a constant,
// a string of its own, or one made by Keep.
func (e *Event) Set(c Column, s string) { e.v[c], e.safe[c] = s, false }

// SetSafe is Set for a text that is known to need no [AppendSafe]: it has no tab
// and no control character and is UTF-8. AppendTSV need not look at it again.
func (e *Event) SetSafe(c Column, s string) { e.v[c], e.safe[c] = s, true }

// Safe tells whether the column's text is known to need no [AppendSafe].
func (e *Event) Safe(c Column) bool { return e.safe[c] }

// SetText is Set for a text that may have tabs and control characters: they are
// made safe as [AppendSafe] does.
func (e *Event) SetText(c Column, s string) {
	if !Safe(s) {
		s = e.Done(AppendSafe(e.Grow(len(s)+16), s))
	}
	e.SetSafe(c, s)
}

// SetBytes gives the column a copy of b.
func (e *Event) SetBytes(c Column, b []byte) { e.Set(c, e.Keep(b)) }

// Keep copies b into the event's memory.
func (e *Event) Keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	buf := e.Grow(len(b))
	return e.Done(append(buf, b...))
}

// Grow hands out the free end of the event's memory with room for at least n
// bytes: append to it, then pass the result to Done. Nothing else of the event
// may be called in between.
func (e *Event) Grow(n int) []byte {
	if cap(e.buf)-len(e.buf) < n {
		// Strings in the old buffer stay valid: it lives as long as they do.
		e.buf = make([]byte, 0, max(4096, 2*cap(e.buf), n))
	}
	return e.buf[len(e.buf):len(e.buf):cap(e.buf)]
}

// Done makes the bytes appended to what Grow returned part of the event and
// returns them as a string.
func (e *Event) Done(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if free := cap(e.buf) - len(e.buf); len(b) <= free && unsafe.SliceData(b) == unsafe.SliceData(e.buf[len(e.buf):cap(e.buf)]) {
		e.buf = e.buf[:len(e.buf)+len(b)]
	}
	return unsafe.String(unsafe.SliceData(b), len(b))
}
