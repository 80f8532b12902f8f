package enrich

import (
	"sync/atomic"
	"unsafe"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/internal/prefetch"
	"github.com/camonica/camonica/jsondoc"
)

// A Known is a derived entity that comes with many events, such as what a user
// agent tells. It is validated with the first of them only, and its text is that of
// all. It may be added by many goroutines.
type Known struct {
	entity event.Entity
	column string // derived_contexts of an event that has no other entity; the data's text is part of it

	// valid is the schema that the data fits, nil before that is known. Entities
	// whose text would have to change for a row never get it.
	valid atomic.Pointer[iglu.Schema]
}

// NewKnown returns an entity; see [Known.Init].
func NewKnown(schema string, data []byte, rank int) *Known {
	k := new(Known)
	k.Init(schema, data, rank)
	return k
}

// Init makes k, which is new, an entity of that data. The schema must not be of an
// event's memory, and must not change.
func (k *Known) Init(schema string, data []byte, rank int) {
	b := make([]byte, 0, len(contextsStart)+len(schema)+len(data)+entityFrame+len(contextsEnd))
	b = append(b, contextsStart...)
	b = jsondoc.AppendString(append(b, entitySchema...), schema)
	b = append(b, entityData...)
	start := len(b)
	b = append(append(b, data...), '}')
	end := start + len(data)
	b = append(b, contextsEnd...)
	k.column = unsafe.String(unsafe.SliceData(b), len(b))
	k.entity = event.Entity{Schema: schema, Data: k.column[start:end], Rank: rank}
}

// Size is about the memory of the entity's texts, in bytes.
func (k *Known) Size() int { return len(k.column) }

// Ahead begins to fetch the entity's text; see [Ahead].
func (k *Known) Ahead() { prefetch.String(k.column) }

// text is that of the whole entity.
func (k *Known) text() string {
	return k.column[len(contextsStart) : len(k.column)-len(contextsEnd)]
}

// lately are the known entities that were added last, to this event or others: more
// than enrichments add to one.
type lately struct {
	entities [4]*Known
	next     uint8
}

// Derive adds a known entity to the event.
func (w *Work) Derive(k *Known) {
	l := &w.known
	l.entities[l.next%uint8(len(l.entities))] = k
	l.next++
	w.Event.Derived = append(w.Event.Derived, k.entity)
}

// knownEntity returns what was added with Derive and is d, nil if d was not. It is
// found by the very memory of its data, which cannot have changed.
func (w *Work) knownEntity(d *event.Entity) *Known {
	for _, k := range w.known.entities {
		if k != nil && len(k.entity.Data) == len(d.Data) && unsafe.StringData(k.entity.Data) == unsafe.StringData(d.Data) && k.entity.Schema == d.Schema {
			return k
		}
	}
	return nil
}
