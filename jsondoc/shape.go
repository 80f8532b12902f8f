package jsondoc

import (
	"encoding/binary"
	"sync"
	"sync/atomic"

	"github.com/camonica/camonica/bytescan"
)

// A Shape is a sequence of different member names. Trackers write the same
// parameters in the same order again and again, and entities of one schema have the
// same members: once a sequence is known, names need not be read, only compared
// with those that came next before, cannot be repetitions, and whoever looks names
// up can do so once for all objects of the shape.
//
// Shapes form a tree, are shared by all Docs and never go. What is learned is
// bounded; objects beyond that have no Shape and are read name by name.
type Shape struct {
	id     int32
	depth  int32
	parent *Shape
	raw    string // the last name as compact text has it: quotes and colon
	word   uint64 // the first eight bytes of raw
	mask   uint64 // which of them there are
	kids   atomic.Pointer[[]*Shape]
	notes  atomic.Pointer[[]note]
}

// Limits of what is learned.
const (
	maxShapes    = 32 << 10  // some 5 MB
	maxKids      = 16        // names that may follow a sequence
	maxNotes     = 8         // of one shape
	maxNoted     = 512 << 10 // names of the shapes of all notes, and noteCost for each: some 25 MB
	noteCost     = 16
	maxShapeName = 64 // bytes of a name
	maxMembers   = 128
)

// shapes are those that were learned. Reading them takes no lock.
var shapes struct {
	mu    sync.Mutex
	n     atomic.Int32
	noted atomic.Int32 // see maxNoted
	byID  [maxShapes]atomic.Pointer[Shape]
	first [64]atomic.Pointer[[]*Shape] // sequences of one name, by firstSlot
}

// none is the sequence without names.
var none Shape

// firstSlot hashes the three bytes after the quote of a name: it has at least
// these, with the quote and the colon that follow.
func firstSlot(word uint64) uint64 { return (word >> 8 & 0xffffff) * 0x9e3779b97f4a7c15 >> 58 }

// after returns the sequences that are longer than s by one name, among which
// there are all that start with word.
func (s *Shape) after(word uint64) *atomic.Pointer[[]*Shape] {
	if s == &none {
		return &shapes.first[firstSlot(word)]
	}
	return &s.kids
}

// step returns the sequence that s becomes by the name at i, if it is known and
// written compactly, and the place after its colon.
func (s *Shape) step(src []byte, i int) (*Shape, int) {
	if s == nil || i+8 > len(src) {
		return nil, 0
	}
	word := binary.LittleEndian.Uint64(src[i:])
	kids := s.after(word).Load()
	if kids == nil {
		return nil, 0
	}
	for _, k := range *kids {
		if word&k.mask != k.word {
			continue
		}
		end := i + len(k.raw)
		if len(k.raw) <= 8 || end <= len(src) && string(src[i+8:end]) == k.raw[8:] {
			return k, end
		}
	}
	return nil, 0
}

// with returns the sequence that s becomes by a name, which it learns if need be;
// nil if the name is in s already, or if there is no room.
func (s *Shape) with(name []byte) *Shape {
	if len(name) == 0 || len(name) > maxShapeName || s.depth == maxMembers || bytescan.Special(name, 0) != len(name) {
		return nil
	}
	var start [8]byte
	start[0] = '"'
	copy(start[1+copy(start[1:], name):], `":`)
	at := s.after(binary.LittleEndian.Uint64(start[:]))
	if k, full := find(at.Load(), name); k != nil || full || shapes.n.Load() == maxShapes-1 {
		return k
	}
	for p := s; p != &none; p = p.parent {
		if p.name() == string(name) {
			return nil
		}
	}
	return s.learn(at, name)
}

// find looks for a name and tells whether there is room for no other.
func find(kids *[]*Shape, name []byte) (s *Shape, full bool) {
	if kids == nil {
		return nil, false
	}
	for _, k := range *kids {
		if k.name() == string(name) {
			return k, false
		}
	}
	return nil, len(*kids) == maxKids
}

func (s *Shape) learn(at *atomic.Pointer[[]*Shape], name []byte) *Shape {
	shapes.mu.Lock()
	defer shapes.mu.Unlock()
	k, full := find(at.Load(), name)
	id := shapes.n.Load() + 1
	if k != nil || full || id == maxShapes {
		return k
	}
	k = &Shape{id: id, depth: s.depth + 1, parent: s, raw: `"` + string(name) + `":`}
	k.word, k.mask = bytescan.Word(k.raw), ^uint64(0)
	if len(k.raw) < 8 {
		k.mask = 1<<(8*len(k.raw)) - 1
	}
	var kids []*Shape
	if old := at.Load(); old != nil {
		kids = append(kids, *old...)
	}
	kids = append(kids, k)
	shapes.byID[id].Store(k)
	at.Store(&kids)
	shapes.n.Store(id)
	return k
}

// name is the last name of the sequence.
func (s *Shape) name() string { return s.raw[1 : len(s.raw)-2] }

// Len returns the number of names.
func (s *Shape) Len() int { return int(s.depth) }

// Names returns the names of the sequence.
func (s *Shape) Names() []string {
	names := make([]string, s.depth)
	for p := s; p != &none; p = p.parent {
		names[p.depth-1] = p.name()
	}
	return names
}

// A note is what an owner found out about a shape.
type note struct{ owner, what any }

// Noted returns what the owner, a pointer, makes of the names of a shape. It is made
// once, is noted for as long as the program runs and must be the same for all objects
// of the shape. ok is false without a shape, and where there is no room for a note:
// then the owner must look at each object, as it would have to make it again and again.
func Noted[T any](s *Shape, owner any, of func(names []string) T) (what T, ok bool) {
	if s == nil {
		return what, false
	}
	if what, ok = s.note(owner).(T); ok || !s.notable() {
		return what, ok
	}
	what = of(s.Names())
	s.setNote(owner, what)
	return what, true
}

func (s *Shape) note(owner any) any {
	if ns := s.notes.Load(); ns != nil {
		for i := range *ns {
			if n := &(*ns)[i]; n.owner == owner {
				return n.what
			}
		}
	}
	return nil
}

func (s *Shape) notable() bool {
	ns := s.notes.Load()
	return (ns == nil || len(*ns) < maxNotes) && shapes.noted.Load() < maxNoted
}

func (s *Shape) setNote(owner, what any) {
	shapes.mu.Lock()
	defer shapes.mu.Unlock()
	if !s.notable() || s.note(owner) != nil {
		return
	}
	var ns []note
	if old := s.notes.Load(); old != nil {
		ns = append(ns, *old...)
	}
	ns = append(ns, note{owner, what})
	s.notes.Store(&ns)
	shapes.noted.Add(s.depth + noteCost)
}

// Shape returns the names of an object, all of which differ, as a shape; nil if n
// is no object or its names are not a known sequence.
func (n Node) Shape() *Shape {
	if n.Kind() != Object {
		return nil
	}
	if id := n.d.nodes[n.i].val; id > 0 && id < maxShapes {
		return shapes.byID[id].Load()
	}
	return nil
}
