package iglu

import (
	"encoding/json"
	"time"
)

// A ValidationError is data that its schema refuses.
type ValidationError struct {
	Reports      []Report
	SupersededBy Version // that the data were validated against; zero for the key's own
}

func (e *ValidationError) Error() string { return "iglu: data not valid against its schema" }

type reportJSON struct {
	Message string   `json:"message"`
	Path    *string  `json:"path"`
	Keyword *string  `json:"keyword"`
	Targets []string `json:"targets"`
}

type issueJSON struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// The errors below write themselves as failed events hold them.
var (
	_ json.Marshaler = History{}
	_ json.Marshaler = (*ResolutionError)(nil)
	_ json.Marshaler = (*ValidationError)(nil)
	_ json.Marshaler = (*SchemaError)(nil)
)

// MarshalJSON writes the history as failed events hold it, with milliseconds
// only where there are some.
func (h History) MarshalJSON() ([]byte, error) {
	type plain History
	layout := "2006-01-02T15:04:05Z"
	if h.LastAttempt.Nanosecond() >= int(time.Millisecond) {
		layout = "2006-01-02T15:04:05.000Z"
	}
	h.Errors = nonNil(h.Errors)
	return json.Marshal(struct {
		plain
		LastAttempt string `json:"lastAttempt"`
	}{plain(h), h.LastAttempt.UTC().Format(layout)})
}

// MarshalJSON writes the error as failed events hold it.
func (e *ResolutionError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Error   string    `json:"error"`
		History []History `json:"lookupHistory"`
	}{"ResolutionError", nonNil(e.History)})
}

// MarshalJSON writes the error as failed events hold it.
func (e *ValidationError) MarshalJSON() ([]byte, error) {
	out := struct {
		Error        string       `json:"error"`
		SupersededBy string       `json:"supersededBy,omitempty"`
		Reports      []reportJSON `json:"dataReports"`
	}{Error: "ValidationError", Reports: []reportJSON{}}
	if e.SupersededBy != (Version{}) {
		out.SupersededBy = e.SupersededBy.String()
	}
	for _, r := range e.Reports {
		out.Reports = append(out.Reports, reportJSON{r.Message, orNull(r.Path), orNull(r.Keyword), nonNil(r.Targets)})
	}
	return json.Marshal(out)
}

// MarshalJSON writes the error as failed events hold it.
func (e *SchemaError) MarshalJSON() ([]byte, error) {
	issues := []issueJSON{}
	for _, i := range e.Issues {
		issues = append(issues, issueJSON(i))
	}
	return json.Marshal(struct {
		Error  string      `json:"error"`
		Issues []issueJSON `json:"schemaIssues"`
	}{"ValidationError", issues})
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
