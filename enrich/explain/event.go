package explain

import (
	"encoding/json"

	"github.com/camonica/camonica/badrow"
)

// An Event is what became of one event.
type Event struct {
	Number   int64     `json:"event"` // of all events of the input, from 1
	ID       string    `json:"event_id,omitempty"`
	Steps    []Step    `json:"steps"`
	Outcome  Outcome   `json:"outcome"`
	Family   string    `json:"family,omitempty"`   // of the failed event
	Failures []Failure `json:"failures,omitempty"` // of the failed event
}

// An Outcome is how an event ended.
type Outcome string

// Outcomes.
const (
	Good    Outcome = "good"
	Failed  Outcome = "failed"
	Dropped Outcome = "dropped" // by a script
)

// A Step is what one step did.
type Step struct {
	Name       string   `json:"step"`
	Configured bool     `json:"configured"` // an enrichment; else part of the program's core
	Spared     bool     `json:"spared,omitempty"`
	Reads      []Value  `json:"reads,omitempty"`   // columns that it goes by
	Changes    []Change `json:"changes,omitempty"` // of columns
	Added      []Entity `json:"added,omitempty"`   // derived entities
	Removed    []Entity `json:"removed,omitempty"` // derived entities
	Drops      bool     `json:"drops,omitempty"`   // the event
	Failure    *Failure `json:"failure,omitempty"`
	Note       string   `json:"note,omitempty"`
}

// Idle says that the step left the event as it was.
func (s *Step) Idle() bool {
	return len(s.Changes)+len(s.Added)+len(s.Removed) == 0 && !s.Drops && s.Failure == nil
}

// A Value is a column with what it holds.
type Value struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// A Change is a column before and after.
type Change struct {
	Column string `json:"column"`
	Old    string `json:"old"`
	New    string `json:"new"`
}

// An Entity is a derived entity. Data that is not JSON is shown as text.
type Entity struct {
	Schema string          `json:"schema"`
	Data   json.RawMessage `json:"data"`
}

// A Failure is one thing that is wrong with an event.
type Failure struct {
	Field string `json:"field,omitempty"`
	Value string `json:"value,omitempty"`
	Text  string `json:"text"`
}

// failures takes apart the messages of a failed event.
func failures(r *badrow.Row) []Failure {
	var all []Failure
	for _, list := range [][]badrow.Message{r.Messages, r.Also} {
		for i := range list {
			m := &list[i]
			f := Failure{Field: m.Field, Value: m.Value.Value, Text: m.Want}
			if f.Field == "" {
				f.Field = m.Source
			}
			if m.Schema != "" {
				f.Text = join(m.Schema, f.Text)
			}
			for _, l := range m.Lookups {
				f.Text = join(f.Text, "not found in "+l.Repository)
			}
			if len(m.Reports) == 0 {
				all = append(all, f)
			}
			for _, report := range m.Reports {
				one := f
				one.Field, one.Text = join(m.Source, report.Path), join(f.Text, report.Message)
				all = append(all, one)
			}
		}
	}
	return all
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ": " + b
}
