package stage

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/camonica/camonica/adapter/configured"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/load"
)

// Names of places in stage documents.
const (
	PlaceRaw         = "raw"          // raw.processing
	PlaceEnriched    = "enriched"     // enriched.good
	PlaceEnrichedBad = "enriched_bad" // enriched.bad
	PlaceExchange    = "exchange"     // key and verdict files, below log
	PlaceShredded    = "shredded"     // shredded.good
	PlaceShreddedBad = "shredded_bad" // shredded.bad
	PlaceWarehouse   = "warehouse"    // location of the target
	PlacePIIFeed     = "pii_feed"     // enrich.pii_feed; only if there is one
)

// Format of failed events.
const (
	Modern = "modern"
	R108   = "r108"
)

// Enrich is the settings of stage enrich.
type Enrich struct {
	Format            string            `json:"format"`
	Compression       Compression       `json:"compression"`
	FailedFormat      string            `json:"failed_format"`
	FailedCompression Compression       `json:"failed_compression"`
	FeedCompression   Compression       `json:"feed_compression,omitempty"` // of the pii feed
	Registries        Registries        `json:"registries"`
	Enrichments       []json.RawMessage `json:"enrichments"`
	Buckets           int               `json:"buckets"` // of the key files
	// Adapters are the adapters that are not built in; see adapter/configured.
	Adapters          configured.Settings  `json:"adapters"`
	DirectAddress     bool                 `json:"direct_address,omitempty"` // see payload.DirectAddress
	Lengths           enrich.LengthPolicy  `json:"lengths"`
	Derived           enrich.DerivedPolicy `json:"derived"`
	LateAnonymisation bool                 `json:"late_anonymisation,omitempty"`
	MaxDepth          int                  `json:"max_depth"`
	RecordLimit       int                  `json:"record_limit"`       // bytes of a raw record
	DecompressedLimit int64                `json:"decompressed_limit"` // bytes of a raw object once plain
}

// Registries say where schemas come from.
type Registries struct {
	Resolver   json.RawMessage `json:"resolver"` // resolver configuration
	Central    string          `json:"central,omitempty"`
	RequireTLS bool            `json:"require_tls,omitempty"`
	FailEvents bool            `json:"fail_events,omitempty"` // an outage fails events
}

// Verdicts is the settings of stage verdicts: bin = bucket.
type Verdicts struct {
	KeyFiles  int  `json:"key_files"` // bins of enrich
	Buckets   int  `json:"buckets"`
	Natural   bool `json:"natural"`
	Synthetic bool `json:"synthetic"`
}

// Shred is the settings of stage shred: bin i is what bin i of enrich wrote.
type Shred struct {
	Layout            string      `json:"layout"` // r108 or r35
	Compression       Compression `json:"compression"`
	FailedFormat      string      `json:"failed_format"`
	FailedCompression Compression `json:"failed_compression"`
	Registries        Registries  `json:"registries"`
	Buckets           int         `json:"buckets"`
	SkipValidation    bool        `json:"skip_validation,omitempty"`
}

// Load is the settings of stage load, for targets that are objects: bin i is what
// bin i of enrich and of shred wrote that becomes rows.
type Load struct {
	Tables []LoadTable `json:"tables"`
	// NullBadValues makes values null that their column cannot hold; else they
	// end the load.
	NullBadValues bool `json:"null_bad_values,omitempty"`
}

// LoadTable is a table and the form of its rows.
type LoadTable struct {
	load.Table
	Layout load.Layout `json:"layout"`
	// Paths lead to the value of each column in an entity's data, for rows in
	// JSON.
	Paths [][][]string `json:"paths,omitempty"`
}

// NewLoadTable takes the paths out of the columns, which do not encode them.
func NewLoadTable(t load.Table, l load.Layout) LoadTable {
	lt := LoadTable{Table: t, Layout: l}
	if l == load.R108JSON {
		for _, c := range t.Columns {
			lt.Paths = append(lt.Paths, c.Paths)
		}
	}
	return lt
}

// WithPaths is the table with the paths of its columns.
func (lt LoadTable) WithPaths() load.Table {
	t := lt.Table
	t.Columns = slices.Clone(t.Columns)
	for i := range lt.Paths {
		t.Columns[i].Paths = lt.Paths[i]
	}
	return t
}

func settings[T any](doc *engine.Document) (T, error) {
	var s T
	if err := json.Unmarshal(doc.Settings, &s); err != nil {
		return s, fmt.Errorf("%w: settings: %w", engine.ErrDocument, err)
	}
	return s, nil
}
