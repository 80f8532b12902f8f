package enrich

import (
	"sync/atomic"
	"unsafe"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
)

// A Known is a derived entity that comes with many events, such as what a user
// agent tells. It is validated with the first of them only. It may be added by
// many goroutines.
type Known struct {
	entity event.Entity

	// valid is the schema that the data fits, nil before that is known. Entities
	// whose text would have to change for a row never get it.
	valid atomic.Pointer[iglu.Schema]
}

// NewKnown returns an entity. Its texts must not be of an event's memory, and must
// not change.
func NewKnown(schema, data string, rank int) *Known {
	return &Known{entity: event.Entity{Schema: schema, Data: data, Rank: rank}}
}

// Size is about the memory of the entity, in bytes.
func (k *Known) Size() int { return int(unsafe.Sizeof(*k)) + len(k.entity.Data) }

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
