package filter

import (
	"cmp"
	"slices"
	"strings"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
)

// A Report tells what a filter did, without a word of the events themselves.
type Report struct {
	enrich.Counts
	failures map[Reason]int64
}

// A Reason is why events failed, as far as it may be shown.
type Reason struct {
	Family badrow.Family `json:"family"`
	badrow.Reason
}

// A Failure is a reason and how many events it holds for.
type Failure struct {
	Reason
	Count int64
}

// maxReasons bounds the reasons that a report tells apart; the rest is counted
// by family.
const maxReasons = 1000

func reasonOf(r *badrow.Row) Reason {
	reason := Reason{Family: r.Family, Reason: r.Reason()}
	// The reason may share memory with the event.
	reason.Schema = strings.Clone(reason.Schema)
	reason.Field = strings.Clone(reason.Field)
	reason.Text = strings.Clone(reason.Text)
	return reason
}

func (r *Report) fail(more map[Reason]int64) {
	// In a fixed order, so that the same reasons are told apart every time.
	for _, f := range sorted(more) {
		if _, known := r.failures[f.Reason]; !known && len(r.failures) >= maxReasons {
			f.Reason = Reason{Family: f.Family, Reason: badrow.Reason{Text: "other reasons"}}
		}
		r.failures[f.Reason] += f.Count
	}
}

// Failures lists the reasons, the most frequent first.
func (r *Report) Failures() []Failure { return sorted(r.failures) }

func sorted(m map[Reason]int64) []Failure {
	all := make([]Failure, 0, len(m))
	for reason, n := range m {
		all = append(all, Failure{reason, n})
	}
	slices.SortFunc(all, func(a, b Failure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Family, b.Family),
			cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Text, b.Text))
	})
	return all
}
