package explain

import (
	"encoding/json"
	"strings"

	"github.com/camonica/camonica/event"
)

// A snapshot is an event before a step, with memory of its own.
type snapshot struct {
	columns [event.Count]string
	derived []event.Entity
}

func (s *snapshot) take(e *event.Event) {
	for c := range s.columns {
		s.columns[c] = strings.Clone(e.Get(event.Column(c)))
	}
	s.derived = s.derived[:0]
	for _, d := range e.Derived {
		s.derived = append(s.derived, event.Entity{Schema: strings.Clone(d.Schema), Data: strings.Clone(d.Data)})
	}
}

// compare notes in a step how an event differs from the snapshot.
func (s *snapshot) compare(e *event.Event, step *Step) {
	for c, old := range s.columns {
		column := event.Column(c)
		if now := e.Get(column); now != old {
			step.Changes = append(step.Changes, Change{Column: column.String(), Old: old, New: strings.Clone(now)})
		}
	}
	step.Added = without(e.Derived, s.derived)
	step.Removed = without(s.derived, e.Derived)
}

// without returns the entities of all that are not among others, each as often as
// there are more of it.
func without(all, others []event.Entity) []Entity {
	left := map[event.Entity]int{}
	for _, d := range others {
		left[event.Entity{Schema: d.Schema, Data: d.Data}]++
	}
	var more []Entity
	for _, d := range all {
		key := event.Entity{Schema: d.Schema, Data: d.Data}
		if left[key] > 0 {
			left[key]--
			continue
		}
		more = append(more, Entity{Schema: strings.Clone(d.Schema), Data: data(d.Data)})
	}
	return more
}

// data is JSON as it is, and other text as a string.
func data(text string) json.RawMessage {
	if json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	b, err := json.Marshal(text)
	if err != nil {
		panic("explain: internal error: encode text: " + err.Error())
	}
	return b
}
