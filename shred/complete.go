package shred

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/iglu"
)

// CompleteName is the name of the document that seals a run's shredded folder.
const CompleteName = "shredding_complete.json"

// A Complete is that document: what the loaders of later releases know, and
// beside it all files with their digests. A folder of ours without it does not
// exist for the loader.
type Complete struct {
	Base      string // the run's folder as a URI, with a slash at the end
	Run       string
	Layout    Layout
	GZIP      bool
	Started   time.Time
	Completed time.Time
	Processor badrow.Processor
	Result    Result // missing in documents of other programs, but for types and counts
}

// completeSchema is the published name. Programs before us wrote the vendor
// com.snowplowanalytics.snowplow.storage.rdbloader.
const (
	completeSchema = "iglu:com.snowplowanalytics.snowplow.storage/shredding_complete/jsonschema/2-0-1"
	completeVendor = "com.snowplowanalytics.snowplow.storage"
)

type completeJSON struct {
	Schema string `json:"schema"`
	Data   struct {
		Base      string `json:"base"`
		TypesInfo *struct {
			Transformation string         `json:"transformation"`
			Types          []completeType `json:"types"`
		} `json:"typesInfo,omitempty"`
		Types      []completeType `json:"types,omitempty"` // of 1-0-*
		Timestamps struct {
			Started   time.Time  `json:"jobStarted"`
			Completed time.Time  `json:"jobCompleted"`
			Min       *time.Time `json:"min"`
			Max       *time.Time `json:"max"`
		} `json:"timestamps"`
		Compression string `json:"compression"`
		Processor   struct {
			Artifact string `json:"artifact"`
			Version  string `json:"version"`
		} `json:"processor"`
		Count *struct {
			Good int64 `json:"good"`
			Bad  int64 `json:"bad"`
		} `json:"count"`
	} `json:"data"`
	Own *completeOwn `json:"camonica,omitempty"`
}

type completeType struct {
	Schema string `json:"schemaKey"`
	Format string `json:"format"`
	Entity string `json:"snowplowEntity,omitempty"`
}

type completeOwn struct {
	Version int    `json:"version"`
	Run     string `json:"run"`
	Layout  Layout `json:"layout"`
	Result  Result `json:"result"`
}

const (
	entityEvent   = "SELF_DESCRIBING_EVENT"
	entityContext = "CONTEXT"
	ownVersion    = 1
)

// MarshalJSON writes the document.
func (c *Complete) MarshalJSON() ([]byte, error) {
	j := completeJSON{Schema: completeSchema, Own: &completeOwn{ownVersion, c.Run, c.Layout, c.Result}}
	d := &j.Data
	d.Base, d.Compression = c.Base, "NONE"
	if c.GZIP {
		d.Compression = "GZIP"
	}
	types := []completeType{}
	for _, u := range c.Result.Types {
		t := completeType{Schema: u.Key.String(), Format: strings.ToUpper(string(u.Encoding))}
		if u.Event {
			t.Entity = entityEvent
			types = append(types, t)
		}
		if u.Context {
			t.Entity = entityContext
			types = append(types, t)
		}
	}
	d.TypesInfo = &struct {
		Transformation string         `json:"transformation"`
		Types          []completeType `json:"types"`
	}{"SHREDDED", types}
	d.Timestamps.Started, d.Timestamps.Completed = c.Started.UTC(), c.Completed.UTC()
	d.Timestamps.Min, d.Timestamps.Max = timeOrNil(c.Result.Stats.First), timeOrNil(c.Result.Stats.Last)
	d.Processor.Artifact, d.Processor.Version = c.Processor.Artifact, c.Processor.Version
	d.Count = &struct {
		Good int64 `json:"good"`
		Bad  int64 `json:"bad"`
	}{c.Result.Stats.Good, c.Result.Stats.Bad}
	return json.Marshal(j)
}

func timeOrNil(s string) *time.Time {
	t, ok := parseTime(s)
	if !ok {
		return nil
	}
	return &t
}

// ErrComplete reports a text that is no completion document.
var ErrComplete = errors.New("shred: not a shredding_complete document")

// UnmarshalJSON reads a document of ours or of any other program since r35.
func (c *Complete) UnmarshalJSON(b []byte) error {
	var j completeJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("read %s: %w", CompleteName, err)
	}
	key, err := iglu.ParseKey(j.Schema)
	if err != nil || key.Name != "shredding_complete" || key.Vendor != completeVendor && key.Vendor != completeVendor+".rdbloader" {
		return ErrComplete
	}
	d := &j.Data
	*c = Complete{Base: d.Base, GZIP: d.Compression == "GZIP", Started: d.Timestamps.Started, Completed: d.Timestamps.Completed,
		Processor: badrow.Processor{Artifact: d.Processor.Artifact, Version: d.Processor.Version}}
	if j.Own != nil {
		if j.Own.Version != ownVersion {
			return fmt.Errorf("%w of a version that we know: %d", ErrComplete, j.Own.Version)
		}
		c.Run, c.Layout, c.Result = j.Own.Run, j.Own.Layout, j.Own.Result
		return nil
	}
	types := d.Types
	if d.TypesInfo != nil {
		types = d.TypesInfo.Types
	}
	for _, t := range types {
		key, err := iglu.ParseKey(t.Schema)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrComplete, err)
		}
		c.Result.addType(TypeUse{Key: key, Encoding: Encoding(strings.ToLower(t.Format)),
			Event: t.Entity == entityEvent, Context: t.Entity != entityEvent})
	}
	if d.Count != nil {
		c.Result.Stats.Good, c.Result.Stats.Bad = d.Count.Good, d.Count.Bad
	}
	return nil
}
