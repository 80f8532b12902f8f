package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/shred/dedupe"
)

func init() { register("dedupe", runDedupe) }

type dedupeEvent struct {
	N               int
	EventID         string `json:"event_id"`
	Fingerprint     string
	CollectorTstamp string `json:"collector_tstamp"`
	ETLTstamp       string `json:"etl_tstamp"`
	Contexts        []string
}

// A manifestRow is a row of the events manifest with its texts in clear.
type manifestRow struct {
	EventID     string `json:"eventId"`
	Fingerprint string `json:"fingerprint"`
	ETLTime     int64  `json:"etlTime"`
	TTL         int64  `json:"ttl"`
}

type dedupeInput struct {
	Kind            string
	Events          []dedupeEvent
	Manifest        []manifestRow
	Existing        *manifestRow
	StoreAnswer     string `json:"store_answer"`
	EventID         string `json:"event_id"`
	Fingerprint     string
	ETLTstamp       string `json:"etl_tstamp"`
	OriginalEventID string `json:"original_event_id"`
	CollectorTstamp string `json:"collector_tstamp"`
}

type dedupeConfig struct {
	Natural, Synthetic bool
	CrossBatch         bool `json:"cross_batch"`
	Cardinality        int
}

// fakeManifest is an events manifest in memory.
type fakeManifest struct {
	rows    map[[3]uint64]dedupe.Entry
	refused map[[3]uint64]bool
	answer  string // overrides what the rows say
}

func entryKey(hi, lo, fp uint64) [3]uint64 { return [3]uint64{hi, lo, fp} }

func (m *fakeManifest) Put(_ context.Context, e dedupe.Entry) error {
	k := entryKey(e.Hi, e.Lo, e.FP)
	switch m.answer {
	case "", "ok":
	case "condition-failed":
		return dedupe.ErrSeen
	case "error":
		return errors.New("the store is unwell")
	default:
		return fmt.Errorf("%w: %s", dedupe.ErrUnavailable, m.answer)
	}
	prev, ok := m.rows[k]
	if ok && !e.Accepts(&prev) || !ok && !e.Accepts(nil) {
		m.refused[k] = true
		return dedupe.ErrSeen
	}
	m.rows[k] = e
	return nil
}

// judged is what the stages of deduplication say of a batch.
func judged(events []dedupeEvent, rules dedupe.Rules) ([]dedupe.Row, *dedupe.Cursor, error) {
	ctx := context.Background()
	h := dedupeHasher()
	var keys, verdicts bytes.Buffer
	w := dedupe.NewKeyWriter(&keys, 1)
	var rows []dedupe.Row
	for i, e := range events {
		etl, ok := shred.Millis(e.ETLTstamp)
		if !ok {
			return nil, nil, fmt.Errorf("etl_tstamp %q", e.ETLTstamp)
		}
		rows = append(rows, h.Row(e.EventID, e.Fingerprint, dedupe.At(0, int64(i)), etl))
		if err := w.Add(rows[i]); err != nil {
			return nil, nil, err
		}
	}
	if _, err := w.Close(); err != nil {
		return nil, nil, err
	}
	file, err := dedupe.OpenKeys(ctx, memObject(keys.Bytes()))
	if err != nil {
		return nil, nil, err
	}
	if _, err := dedupe.Judge(ctx, []*dedupe.KeyFile{file}, 0, rules, &verdicts); err != nil {
		return nil, nil, err
	}
	c, err := dedupe.NewCursor(ctx, 0, 1, func(int) (dedupe.Object, error) { return memObject(verdicts.Bytes()), nil })
	return rows, c, err
}

func dedupeHasher() *dedupe.Hasher { return dedupe.NewHasher([dedupe.KeySize]byte{4, 2}) }

func memObject(b []byte) dedupe.Object {
	return dedupe.Object{Size: int64(len(b)), Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b[off : off+n])), nil
	}}
}

func runDedupe(_ *testing.T, _ *topicFile, c *testCase) error {
	var in dedupeInput
	var config dedupeConfig
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if len(c.Config) > 0 {
		if err := decode(c.Config, &config); err != nil {
			return err
		}
	}
	want, ok := c.want()
	if !ok {
		return errDeviation
	}
	switch in.Kind {
	case "batch":
		return dedupeBatch(&in, &config, want)
	case "manifest-put":
		return dedupePut(&in, want)
	case "duplicate-json":
		return duplicateJSON(&in, want)
	}
	return fmt.Errorf("unknown kind %q", in.Kind)
}

func dedupeBatch(in *dedupeInput, config *dedupeConfig, want json.RawMessage) error {
	manifest := &fakeManifest{rows: map[[3]uint64]dedupe.Entry{}, refused: map[[3]uint64]bool{}}
	h := dedupeHasher()
	texts := map[[3]uint64]manifestRow{}
	for _, m := range in.Manifest {
		r := h.Row(m.EventID, m.Fingerprint, 0, 0)
		k := entryKey(r.Hi, r.Lo, r.FP)
		texts[k] = m
		manifest.rows[k] = dedupe.Entry{Hi: r.Hi, Lo: r.Lo, FP: r.FP, ETL: m.ETLTime, Expires: m.TTL}
	}
	rules := dedupe.Rules{Natural: config.Natural, Synthetic: config.Synthetic, Cardinality: config.Cardinality}
	if config.CrossBatch {
		rules.Manifest = manifest
	}
	rows, cursor, err := judged(in.Events, rules)
	if err != nil {
		return err
	}
	got := map[string]any{}
	kept, dropped := []any{}, []any{}
	ids := map[string]bool{}
	for i, e := range in.Events {
		k := entryKey(rows[i].Hi, rows[i].Lo, rows[i].FP)
		m := manifestRow{EventID: e.EventID, Fingerprint: e.Fingerprint}
		if m.Fingerprint == "" {
			m.Fingerprint = fmt.Sprintf("random-uuid-of-%d", e.N)
		}
		texts[k] = m
		v := cursor.At(int64(i))
		if v == dedupe.Drop {
			reason := "natural-duplicate"
			if manifest.refused[k] {
				reason = "cross-batch-duplicate"
			}
			dropped = append(dropped, map[string]any{"n": e.N, "reason": reason})
			continue
		}
		one, id, err := keptEvent(&e, dedupe.At(0, int64(i)), v)
		if err != nil {
			return err
		}
		if id != e.EventID && ids[id] {
			return fmt.Errorf("new id %s twice", id)
		}
		ids[id] = true
		kept = append(kept, one)
	}
	after := []any{}
	if config.CrossBatch {
		for k, e := range manifest.rows {
			after = append(after, manifestRow{texts[k].EventID, texts[k].Fingerprint, e.ETL, e.Expires})
		}
	}
	got["kept"], got["dropped"] = kept, dropped
	var w map[string]json.RawMessage
	if err := decode(want, &w); err != nil {
		return err
	}
	if g, w := sortedTexts(after), sortedTexts(w["manifest"]); !slices.Equal(g, w) {
		return fmt.Errorf("manifest is %s, want %s", g, w)
	}
	return differ(got, map[string]any{"kept": w["kept"], "dropped": w["dropped"]})
}

// keptEvent shreds an event and tells what became of it, and its id.
func keptEvent(e *dedupeEvent, pos dedupe.Position, v dedupe.Verdict) (any, string, error) {
	var contexts []string
	for _, name := range e.Contexts {
		contexts = append(contexts, `{"schema":"iglu:com.snowplowanalytics.snowplow/`+name+`/jsonschema/1-0-0","data":{}}`)
	}
	cols := map[event.Column]string{event.EventID: e.EventID, event.EventFingerprint: e.Fingerprint,
		event.CollectorTstamp: e.CollectorTstamp, event.ETLTstamp: e.ETLTstamp}
	if len(contexts) > 0 {
		cols[event.Contexts] = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[` + strings.Join(contexts, ",") + `]}`
	}
	log, err := shredVerdict(enrichedLine(cols), pos, v)
	if err != nil {
		return nil, "", err
	}
	if len(log.atomic) != 1 {
		return nil, "", fmt.Errorf("event %d: %d atomic rows, failed: %s", e.N, len(log.atomic), log.modern)
	}
	id := strings.Split(log.atomic[0], "\t")[event.EventID]
	var duplicate any
	names := []string{}
	for _, r := range log.rows {
		var row struct {
			Schema    struct{ Name string }
			Data      any
			Hierarchy struct{ RootID, RootTstamp string }
		}
		if err := json.Unmarshal([]byte(r.line), &row); err != nil {
			return nil, "", err
		}
		if row.Hierarchy.RootID != id || row.Hierarchy.RootTstamp != e.CollectorTstamp {
			return nil, "", fmt.Errorf("event %d: row of %s hangs on %v, event is %s", e.N, row.Schema.Name, row.Hierarchy, id)
		}
		if row.Schema.Name == "duplicate" {
			duplicate = row.Data
			continue
		}
		names = append(names, row.Schema.Name)
	}
	shown := id
	if id != e.EventID {
		shown = "new"
	}
	return map[string]any{"n": e.N, "event_id": shown, "duplicate_context": duplicate, "rootTstamp": e.CollectorTstamp, "contexts": names}, id, nil
}

// shredVerdict shreds a line that need not be valid.
func shredVerdict(line string, pos dedupe.Position, v dedupe.Verdict) (*shredLog, error) {
	set, err := folderSchemas()
	if err != nil {
		return nil, err
	}
	log := &shredLog{columns: map[string][]string{}}
	s, err := shred.New(shred.Options{Schemas: set, Layout: shred.JSON, Processor: badrow.Processor{Artifact: "camonica", Version: "0.1.0"}}, log)
	if err != nil {
		return nil, err
	}
	return log, s.Shred(context.Background(), []byte(line), pos, v)
}

func dedupePut(in *dedupeInput, want json.RawMessage) error {
	manifest := &fakeManifest{rows: map[[3]uint64]dedupe.Entry{}, refused: map[[3]uint64]bool{}, answer: in.StoreAnswer}
	e := dedupeEvent{EventID: in.EventID, Fingerprint: in.Fingerprint, ETLTstamp: in.ETLTstamp, CollectorTstamp: in.ETLTstamp}
	if x := in.Existing; x != nil {
		r := dedupeHasher().Row(x.EventID, x.Fingerprint, 0, 0)
		prev := dedupe.Entry{Hi: r.Hi, Lo: r.Lo, FP: r.FP, ETL: x.ETLTime, Expires: x.TTL}
		manifest.rows[entryKey(r.Hi, r.Lo, r.FP)] = prev
		manifest.answer = "" // the rule itself must come to the store's answer
		if in.StoreAnswer != "ok" && in.StoreAnswer != "condition-failed" {
			manifest.answer = in.StoreAnswer
		}
	}
	_, cursor, err := judged([]dedupeEvent{e}, dedupe.Rules{Natural: true, Synthetic: true, Manifest: manifest})
	got := map[string]any{}
	switch {
	case errors.Is(err, dedupe.ErrUnavailable):
		got["result"] = "abort-job"
	case err != nil:
		return err
	default:
		v := cursor.At(0)
		got["result"] = map[dedupe.Verdict]string{dedupe.Keep: "keep", dedupe.Drop: "drop", dedupe.Fail: "bad-row"}[v]
		if v == dedupe.Fail {
			log, err := shredVerdict(enrichedLine(nil), 0, v)
			if err != nil || len(log.bad) != 1 || len(log.atomic) != 0 {
				return fmt.Errorf("refused event: %v, %d failed events", err, len(log.bad))
			}
		}
		if v == dedupe.Keep {
			for _, x := range manifest.rows {
				got["row"] = manifestRow{in.EventID, in.Fingerprint, x.ETL, x.Expires}
			}
		}
	}
	return differ(got, want)
}

func duplicateJSON(in *dedupeInput, want json.RawMessage) error {
	var w struct {
		Path string
		JSON map[string]any
	}
	if err := json.Unmarshal(want, &w); err != nil {
		return err
	}
	log, err := shredVerdict(enrichedLine(map[event.Column]string{event.EventID: in.OriginalEventID, event.CollectorTstamp: in.CollectorTstamp}), 3, dedupe.NewID)
	if err != nil {
		return err
	}
	if len(log.rows) != 1 || log.rows[0].path != "shredded-types/"+w.Path {
		return fmt.Errorf("rows: %v, failed: %v", log.rows, log.modern)
	}
	// The id is ours to choose.
	w.JSON["hierarchy"].(map[string]any)["rootId"] = strings.Split(log.atomic[0], "\t")[event.EventID]
	return differ(json.RawMessage(log.rows[0].line), w.JSON)
}
