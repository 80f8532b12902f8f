package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// completeSchema is the schema of shredding_complete.json's data, as later
// releases' loaders name it.
const completeSchema = "iglu:com.snowplowanalytics.snowplow.storage.rdbloader/shredding_complete/jsonschema/2-0-1"

// Complete is shredding_complete.json: what a loader needs to know of a shredded
// run. Data is the message of later releases; Camonica, beside it, is ours and
// says what the message has no place for. Without this object, a run's folder is
// not there for loaders.
type Complete struct {
	Schema   string       `json:"schema"`
	Data     completeData `json:"data"`
	Camonica completeMore `json:"camonica"`
}

type completeData struct {
	Base        string `json:"base"`
	Compression string `json:"compression"` // GZIP or NONE
	TypesInfo   struct {
		Transformation string         `json:"transformation"`
		Types          []completeType `json:"types"`
	} `json:"typesInfo"`
	Timestamps struct {
		JobStarted   time.Time  `json:"jobStarted"`
		JobCompleted time.Time  `json:"jobCompleted"`
		Min          *time.Time `json:"min"` // collector_tstamp of good events
		Max          *time.Time `json:"max"`
	} `json:"timestamps"`
	Processor struct {
		Artifact string `json:"artifact"`
		Version  string `json:"version"`
	} `json:"processor"`
	Count struct {
		Good int64 `json:"good"`
		Bad  int64 `json:"bad"`
	} `json:"count"`
}

type completeType struct {
	SchemaKey string `json:"schemaKey"`
	Format    string `json:"format"` // TSV or JSON
	Entity    string `json:"snowplowEntity"`
}

type completeMore struct {
	Run    string             `json:"run"`
	Layout string             `json:"layout"`
	Counts StageCount         `json:"counts"`
	Tables []stage.ShredTable `json:"tables"`
	Parts  []engine.Object    `json:"parts"`
}

// complete writes shredding_complete.json, the last object of the step. A repeat
// finds it there.
func (w *work) complete(ctx context.Context, dst store.Store, done []*engine.Done, counts StageCount, started time.Time) error {
	run := string(w.plan.Run)
	c := Complete{Schema: completeSchema}
	c.Data.Base = w.Config.AWS.S3.Buckets.Shredded.Good.Sub("run=" + run).String()
	c.Data.Compression = "NONE"
	if w.compression(stage.PlaceShredded) == stage.Gzip {
		c.Data.Compression = "GZIP"
	}
	c.Data.TypesInfo.Transformation = "SHREDDED"
	c.Data.Timestamps.JobStarted, c.Data.Timestamps.JobCompleted = started.UTC(), w.Now().UTC()
	c.Data.Processor.Artifact, c.Data.Processor.Version = "camonica", build.Version
	c.Data.Count.Good, c.Data.Count.Bad = counts[engine.CountGood], counts[engine.CountFailed]
	c.Camonica = completeMore{Run: run, Layout: w.Config.Storage.ShreddedLayout, Counts: counts}

	var err error
	if c.Camonica.Tables, err = stage.Tables(done); err != nil {
		return err
	}
	var first, last string
	uses := map[completeType]bool{}
	for _, d := range done {
		var detail stage.Shredded
		if err := json.Unmarshal(d.Detail, &detail); err != nil {
			return fmt.Errorf("%w: detail of bin %d: %w", engine.ErrDone, d.Bin, err)
		}
		for _, t := range detail.Types {
			format := strings.ToUpper(t.Encoding)
			if t.Event {
				uses[completeType{t.Schema, format, "SELF_DESCRIBING_EVENT"}] = true
			}
			if t.Context {
				uses[completeType{t.Schema, format, "CONTEXT"}] = true
			}
		}
		if detail.First != "" && (first == "" || detail.First < first) {
			first = detail.First
		}
		last = max(last, detail.Last)
		for _, o := range d.Outputs {
			if o.Place == stage.PlaceShredded {
				c.Camonica.Parts = append(c.Camonica.Parts, o)
			}
		}
	}
	c.Data.Timestamps.Min, c.Data.Timestamps.Max = columnTime(first), columnTime(last)
	for u := range uses {
		c.Data.TypesInfo.Types = append(c.Data.TypesInfo.Types, u)
	}
	slices.SortFunc(c.Data.TypesInfo.Types, func(a, b completeType) int {
		return strings.Compare(a.SchemaKey+a.Entity, b.SchemaKey+b.Entity)
	})
	b, err := json.Marshal(&c)
	if err != nil {
		return fmt.Errorf("encode %s: %w", store.ShreddingCompleteName, err)
	}
	_, err = store.PutBytes(ctx, dst, store.ShreddingCompleteKey(run), b)
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("write %s: %w", store.ShreddingCompleteName, err)
	}
	return nil
}

// columnTime reads a timestamp column; nil if there is none.
func columnTime(s string) *time.Time {
	t, err := time.Parse("2006-01-02 15:04:05.000", s)
	if err != nil {
		return nil
	}
	return &t
}

// ReadComplete reads shredding_complete.json of a run. store.ErrNotExist if the
// folder is not whole.
func ReadComplete(ctx context.Context, s store.Store, run ID) (*Complete, error) {
	b, err := store.ReadAll(ctx, s, store.ShreddingCompleteKey(string(run)), manifestMax)
	if err != nil {
		return nil, err
	}
	var c Complete
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("read %s: %w", store.ShreddingCompleteName, err)
	}
	return &c, nil
}
