package shred

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/camonica/camonica/iglu"
)

// A Result is what shredding some bins gave. Results of bins add up to that of
// the run; its JSON is part of done records and of the completion document.
type Result struct {
	Stats  Stats        `json:"stats"`
	Types  []TypeUse    `json:"types"`
	Tables []TableParts `json:"tables"` // by folder
}

// TableParts are the files of a table.
type TableParts struct {
	Folder   string   `json:"folder"` // below the run's
	Schema   string   `json:"schema"` // Iglu URI, of tabular types that of the newest version built in
	Encoding Encoding `json:"encoding"`
	Columns  []string `json:"columns,omitempty"` // data columns of a tabular type
	Parts    []Part   `json:"parts"`
}

// A Part is one file.
type Part struct {
	Name         string `json:"name"` // below the table's folder
	Rows         int64  `json:"rows"`
	Columns      int    `json:"columns,omitempty"`       // of a tabular type: the first that many of the table's
	Size         int64  `json:"size"`                    // bytes, as stored
	SHA256       string `json:"sha256"`                  // hex, of what was given to the store
	StoredSHA256 string `json:"stored_sha256,omitempty"` // hex, of what is stored, which differs where it is sealed
}

// Rows returns the rows of a table.
func (t *TableParts) Rows() (n int64) {
	for _, p := range t.Parts {
		n += p.Rows
	}
	return n
}

// Merge adds the result of other bins.
func (r *Result) Merge(o *Result) {
	r.Stats.add(&o.Stats)
	for _, u := range o.Types {
		r.addType(u)
	}
	for _, t := range o.Tables {
		r.addTable(t)
	}
	slices.SortFunc(r.Types, func(a, b TypeUse) int { return strings.Compare(sortKey(a.Key), sortKey(b.Key)) })
	slices.SortFunc(r.Tables, func(a, b TableParts) int { return strings.Compare(a.Folder, b.Folder) })
}

func (s *Stats) add(o *Stats) {
	s.Good += o.Good
	s.Bad += o.Bad
	s.Dropped += o.Dropped
	s.Entities += o.Entities
	if s.First == "" || o.First != "" && o.First < s.First {
		s.First = o.First
	}
	s.Last = max(s.Last, o.Last)
}

func (r *Result) addType(u TypeUse) {
	for i := range r.Types {
		if t := &r.Types[i]; t.Key == u.Key && t.Encoding == u.Encoding {
			t.Event, t.Context = t.Event || u.Event, t.Context || u.Context
			return
		}
	}
	r.Types = append(r.Types, u)
}

// addTable adds parts. Of two lists of columns the longer holds the other.
func (r *Result) addTable(t TableParts) {
	for i := range r.Tables {
		have := &r.Tables[i]
		if have.Folder != t.Folder {
			continue
		}
		have.Parts = append(have.Parts, t.Parts...)
		slices.SortFunc(have.Parts, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
		if len(t.Columns) > len(have.Columns) {
			have.Columns, have.Schema = t.Columns, t.Schema
		}
		return
	}
	t.Parts = slices.Clone(t.Parts)
	r.Tables = append(r.Tables, t)
}

type typeUseJSON struct {
	Schema   string   `json:"schema"`
	Encoding Encoding `json:"encoding"`
	Event    bool     `json:"event,omitempty"`
	Context  bool     `json:"context,omitempty"`
}

// MarshalJSON writes the key as its URI.
func (u TypeUse) MarshalJSON() ([]byte, error) {
	return json.Marshal(typeUseJSON{u.Key.String(), u.Encoding, u.Event, u.Context})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (u *TypeUse) UnmarshalJSON(b []byte) error {
	var j typeUseJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	key, err := iglu.ParseKey(j.Schema)
	if err != nil {
		return fmt.Errorf("read shredded type: %w", err)
	}
	*u = TypeUse{key, j.Encoding, j.Event, j.Context}
	return nil
}
