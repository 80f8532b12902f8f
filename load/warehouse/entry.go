package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/store"
)

// entryVersion is raised when a reader of the version before would give wrong
// answers; unknown members are ignored.
const entryVersion = 1

// An Entry is the manifest entry of one run: what its load put into the
// warehouse. What no entry names does not exist.
type Entry struct {
	Version  int          `json:"version"`
	Run      string       `json:"run"`
	Source   string       `json:"source,omitempty"`
	Camonica string       `json:"camonica,omitempty"` // version of the program
	Loaded   time.Time    `json:"loaded"`
	Digest   string       `json:"digest"` // of Tables
	Tables   []EntryTable `json:"tables"`
}

// An EntryTable is what a run put into one table.
type EntryTable struct {
	load.Table
	Rows     int64     `json:"rows"`
	Segments []Segment `json:"segments"`
}

// NewEntry makes the entry for a batch of which segments[i] are the segments of
// table i, in the order of bins.
func NewEntry(b load.Batch, segments [][]Segment, loaded time.Time) Entry {
	e := Entry{Version: entryVersion, Run: b.Run, Source: b.Source, Camonica: b.Version, Loaded: loaded.UTC().Truncate(time.Millisecond)}
	for i := range b.Tables {
		t := EntryTable{Table: b.Tables[i].Table, Segments: segments[i]}
		for _, s := range t.Segments {
			t.Rows += s.Rows
		}
		e.Tables = append(e.Tables, t)
	}
	e.Digest = digest(e.Tables)
	return e
}

// digest covers the tables' names, columns and the bytes of their segments.
func digest(tables []EntryTable) string {
	sum := sha256.New()
	enc := json.NewEncoder(sum)
	for i := range tables {
		t := &tables[i]
		_ = enc.Encode(t.Table) // neither can fail
		for _, s := range t.Segments {
			_ = enc.Encode([]any{s.Rows, s.Bytes, s.SHA256})
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Counts returns the number of rows by table.
func (e *Entry) Counts() map[string]int64 {
	m := make(map[string]int64, len(e.Tables))
	for i := range e.Tables {
		m[e.Tables[i].Name] = e.Tables[i].Rows
	}
	return m
}

// Commit creates the run's entry, which makes its rows visible. false says that
// an equal one was there already; one that differs gives load.ErrConflict.
func Commit(ctx context.Context, dst store.Store, e Entry) (bool, error) {
	b, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return false, fmt.Errorf("encode warehouse entry: %w", err)
	}
	_, err = store.PutBytes(ctx, dst, store.WarehouseEntryKey(e.Run), append(b, '\n'))
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, store.ErrExists) {
		return false, fmt.Errorf("commit run %s: %w", e.Run, err)
	}
	there, err := ReadEntry(ctx, dst, e.Run)
	if err != nil {
		return false, err
	}
	if there.Digest != e.Digest {
		return false, fmt.Errorf("commit run %s: %w", e.Run, load.ErrConflict)
	}
	return false, nil
}

// ReadEntry reads the entry of a run. store.ErrNotExist if it is not loaded.
func ReadEntry(ctx context.Context, s store.Store, run string) (*Entry, error) {
	b, err := store.ReadAll(ctx, s, store.WarehouseEntryKey(run), maxEntry)
	if err != nil {
		return nil, fmt.Errorf("read warehouse entry: %w", err)
	}
	e := new(Entry)
	if err := json.Unmarshal(b, e); err != nil {
		return nil, fmt.Errorf("read warehouse entry of run %s: %w", run, err)
	}
	if e.Version != entryVersion {
		return nil, fmt.Errorf("read warehouse entry of run %s: version %d is unknown to this program", run, e.Version)
	}
	if e.Run != run || e.Digest != digest(e.Tables) {
		return nil, fmt.Errorf("read warehouse entry of run %s: it does not fit its content", run)
	}
	return e, nil
}

// ReadEntries reads all entries, in the order of run keys.
func ReadEntries(ctx context.Context, s store.Store) ([]*Entry, error) {
	var runs []string
	for info, err := range s.List(ctx, store.WarehouseManifest) {
		if err != nil {
			return nil, fmt.Errorf("list warehouse entries: %w", err)
		}
		if run, ok := store.ParseWarehouseEntryKey(info.Key); ok {
			runs = append(runs, run)
		}
	}
	entries := make([]*Entry, len(runs))
	errs := make([]error, len(runs))
	slots := make(chan struct{}, readers)
	var wg sync.WaitGroup
	for i, run := range runs {
		slots <- struct{}{}
		wg.Go(func() {
			entries[i], errs[i] = ReadEntry(ctx, s, run)
			<-slots
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return entries, nil
}
