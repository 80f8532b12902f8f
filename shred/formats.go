package shred

import (
	"fmt"

	"github.com/camonica/camonica/iglu"
)

// Formats says which entities are written and how. The zero Formats writes all
// as JSON.
type Formats struct {
	Tabular bool             // what no list names is tabular
	TSV     []iglu.Criterion // tabular
	JSON    []iglu.Criterion // JSON
	Skip    []iglu.Criterion // not written at all
}

// Check reports criteria that stand in two lists.
func (f *Formats) Check() error {
	lists := map[string]string{}
	for name, list := range map[string][]iglu.Criterion{"tsv": f.TSV, "json": f.JSON, "skip": f.Skip} {
		for _, c := range list {
			if other, taken := lists[c.String()]; taken && other != name {
				return fmt.Errorf("shred: %s is in the lists of two formats", c)
			}
			lists[c.String()] = name
		}
	}
	return nil
}

// Of returns the encoding of a schema's rows, false if they are not written.
func (f *Formats) Of(k iglu.Key) (Encoding, bool) {
	switch {
	case matches(f.Skip, k):
		return "", false
	case matches(f.TSV, k):
		return EncodingTSV, true
	case matches(f.JSON, k):
		return EncodingJSON, true
	case f.Tabular:
		return EncodingTSV, true
	}
	return EncodingJSON, true
}

func matches(list []iglu.Criterion, k iglu.Key) bool {
	for _, c := range list {
		if c.Matches(k) {
			return true
		}
	}
	return false
}
