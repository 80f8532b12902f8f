package pii

import (
	"hash"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// state is the memory of one worker.
type state struct {
	docs    [3]document
	found   []jsondoc.Node
	buf     []byte // texts of the event: replacements, and originals for the feed
	changes []change

	input []byte // of hash functions
	sum   []byte
	mac   hash.Hash
	seal  sealer

	feed event.Event
	json []byte
}

func newState() *state {
	s := new(state)
	for i, c := range []event.Column{event.Contexts, event.UnstructEvent, event.DerivedContexts} {
		s.docs[i].column = c
	}
	return s
}

func (s *state) reset() {
	for i := range s.docs {
		s.docs[i].open = false
	}
	s.buf, s.changes = s.buf[:0], s.changes[:0]
}

func (s *state) document(c event.Column) *document {
	for i := range s.docs {
		if s.docs[i].column == c {
			return &s.docs[i]
		}
	}
	panic("pii: internal error: no JSON column")
}

// A span is a part of state.buf.
type span struct{ start, end int }

func (s *state) text(p span) string { return string(s.buf[p.start:p.end]) }

// keep puts a text into buf.
func (s *state) keep(text string) span {
	start := len(s.buf)
	s.buf = append(s.buf, text...)
	return span{start, len(s.buf)}
}

// A change is one replacement, for the feed.
type change struct {
	entry              int
	original, modified span
	schema             span // of the item of a JSON column
}
