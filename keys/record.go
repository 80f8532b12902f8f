package keys

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// A State says what a key may still do.
type State string

const (
	Active    State = "active"    // seals and opens
	Retired   State = "retired"   // opens only
	Destroyed State = "destroyed" // shredded: no wrapping left
)

// A Record is what is kept of a run key: everything but the key itself. The
// format is docs/format/key-record.md.
type Record struct {
	Version int        `json:"version"`
	KeyID   ID         `json:"key_id"`
	RunID   string     `json:"run_id"`
	Suite   int        `json:"suite"`
	Created time.Time  `json:"created"`
	Wrapped []Wrapping `json:"wrapped"`
	State   State      `json:"state"`
}

// A Wrapping is a run key under one key-encryption key.
type Wrapping struct {
	Provider   string            `json:"provider"`
	Key        string            `json:"key"` // names the key-encryption key
	Ciphertext []byte            `json:"ciphertext"`
	Context    map[string]string `json:"context"`
}

const (
	recordVersion = 1
	recordSuite   = 1
)

// Binding is what the record's wrappings are bound to.
func (r *Record) Binding() Binding { return Binding{Run: r.RunID, KeyID: r.KeyID} }

// ParseRecord reads a record and checks that it agrees with itself. ErrRecord.
func ParseRecord(b []byte) (*Record, error) {
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return &r, nil
}

// Encode is the record as it is stored.
func (r *Record) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode key record: %w", err)
	}
	return append(b, '\n'), nil
}

func (r *Record) check() error {
	switch {
	case r.Version != recordVersion:
		return fmt.Errorf("version %d, this build knows %d", r.Version, recordVersion)
	case r.Suite != recordSuite:
		return fmt.Errorf("suite %d, this build knows %d", r.Suite, recordSuite)
	case r.KeyID == ID{}:
		return fmt.Errorf("no key_id")
	case r.RunID == "":
		return fmt.Errorf("no run_id")
	}
	switch r.State {
	case Active, Retired:
		if len(r.Wrapped) == 0 {
			return fmt.Errorf("state %s without a wrapping", r.State)
		}
	case Destroyed:
		if len(r.Wrapped) > 0 {
			return fmt.Errorf("state %s with %d wrappings", r.State, len(r.Wrapped))
		}
	default:
		return fmt.Errorf("unknown state %q", r.State)
	}
	for _, w := range r.Wrapped {
		if !maps.Equal(w.Context, r.Binding().Context()) {
			return fmt.Errorf("wrapping by %s is bound to another key", w.Provider)
		}
	}
	return nil
}

// RecordName names the record of a run's key: run=ID, or the collector's name
// of an hour, which is a path of its own.
func RecordName(run string) string {
	if isCollector(run) {
		return run
	}
	return "run=" + run
}

// WarehouseRecordName names the record of the key that a run's warehouse
// objects are sealed with: apart from the run's own, so that the archives can be
// shredded while the warehouse stays.
func WarehouseRecordName(run string) string { return "warehouse.run=" + run }

// PIIFeedRecordName names the record of the key of a run's feed of transformations:
// apart from the run's own, because the feed leads from pseudonyms back to people.
// Whoever may read events need not be able to read it, and it can be shredded
// alone.
func PIIFeedRecordName(run string) string { return "pii-feed.run=" + run }
