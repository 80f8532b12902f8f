package filter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// maxComplete bounds the completion document that is read into memory.
const maxComplete = 64 << 20

// ErrIncomplete says that a folder holds no whole run.
var ErrIncomplete = errors.New("no " + shred.CompleteName + ": not a whole shredded run")

// LoadBatch makes a batch of all rows of a shredded run. s has its root at the
// run's folder, run is the run's name if its completion document has none.
func LoadBatch(ctx context.Context, s store.Store, run string, schemas load.Schemas) (load.Batch, error) {
	text, err := store.ReadAll(ctx, s, shred.CompleteName, maxComplete)
	if errors.Is(err, store.ErrNotExist) {
		return load.Batch{}, ErrIncomplete
	}
	if err != nil {
		return load.Batch{}, err
	}
	var c shred.Complete
	if err := json.Unmarshal(text, &c); err != nil {
		return load.Batch{}, err
	}
	if c.Run != "" {
		run = c.Run
	}
	b := load.Batch{Run: run, Source: c.Base, Version: c.Processor.Version}
	tables, err := stage.Tables(&c.Result)
	if err != nil {
		return load.Batch{}, err
	}
	for _, t := range tables {
		rows := load.Rows{Table: load.Events()}
		if t.Name != load.EventsTable {
			if rows.Table, err = load.EntityOf(ctx, t.Schema, schemas); err != nil {
				return load.Batch{}, err
			}
		}
		if rows.Parts, err = partsOf(s, &c.Result, b.Run, t); err != nil {
			return load.Batch{}, err
		}
		b.Tables = append(b.Tables, rows)
	}
	if c.Result.Stats.Good > 0 && len(b.Tables) == 0 {
		return load.Batch{}, fmt.Errorf("%s lists no files: it was written by another program", shred.CompleteName)
	}
	return b, nil
}

// partsOf lists the files of a table: JSON of each version of a schema has a folder
// of its own.
func partsOf(s store.Store, r *shred.Result, run string, t stage.ShredTable) ([]load.Part, error) {
	var parts []load.Part
	for _, f := range r.Tables {
		key, err := iglu.ParseKey(f.Schema)
		if err != nil {
			return nil, fmt.Errorf("table in folder %s: %w", f.Folder, err)
		}
		if key.Within(t.Schema.Version) != t.Schema || key.Version.Model != t.Schema.Version.Model {
			continue
		}
		folder := strings.TrimSuffix(f.Folder, "/") + "/"
		for _, p := range f.Parts {
			_, bin, _, _, ok := store.ParsePartKey(run, store.RunFolder(run)+folder+p.Name)
			if !ok {
				return nil, fmt.Errorf("%s%s is no name of a file of rows", folder, p.Name)
			}
			part := load.Part{Store: s, Key: folder + p.Name, Bin: bin, Layout: t.Layout, Rows: p.Rows, Digest: p.SHA256}
			if f.Encoding == shred.EncodingTSV && t.Name != load.EventsTable {
				part.Columns = len(load.Meta()) + p.Columns
			}
			parts = append(parts, part)
		}
	}
	return parts, nil
}
