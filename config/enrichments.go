package config

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// An Enrichment is the configuration of one enrichment: a self-describing JSON
// of the enrichments folder.
type Enrichment struct {
	File string
	URI  string // of its schema
	Text []byte // the document as it stands in the file
}

// ReadEnrichments reads every *.json of a folder, by name; "" is no folder. The
// error is Problems, or that of the file system.
func ReadEnrichments(dir string) ([]Enrichment, error) {
	if dir == "" {
		return nil, nil
	}
	files, err := jsonFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("read enrichments: %w", err)
	}
	var all []Enrichment
	var ps Problems
	for _, file := range files {
		text, err := readFile(file)
		if err != nil {
			return nil, fmt.Errorf("read enrichments: %w", err)
		}
		doc, bad := parseDocument(text, file)
		if bad != nil {
			ps = append(ps, bad...)
			continue
		}
		all = append(all, Enrichment{file, doc.key.String(), text})
	}
	return all, ps.err()
}

// CombineEnrichments wraps the documents into one, compact, in their order: what
// the enrich job of R108 is handed.
func CombineEnrichments(all []Enrichment) []byte {
	var b bytes.Buffer
	b.WriteString(`{"schema":"iglu:com.snowplowanalytics.snowplow/enrichments/jsonschema/1-0-0","data":[`)
	for i, e := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := json.Compact(&b, e.Text); err != nil {
			panic("config: internal error: enrichment was parsed and is no JSON")
		}
	}
	b.WriteString("]}")
	return b.Bytes()
}
