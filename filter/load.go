package filter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/store"
)

// maxComplete bounds the completion document that is read into memory.
const maxComplete = 64 << 20

// ErrIncomplete says that a folder holds no whole run.
var ErrIncomplete = errors.New("no " + shred.CompleteName + ": not a whole shredded run")

// Schemas finds the schemas that the columns of entities come from; *iglu.Set is
// one.
type Schemas interface {
	Schema(ctx context.Context, k iglu.Key) (*iglu.Schema, error)
	Versions(ctx context.Context, k iglu.Key) ([]iglu.Version, error)
}

// LoadBatch makes a batch of all rows of a shredded run. s has its root at the
// run's folder, run is the run's name if its completion document has none.
func LoadBatch(ctx context.Context, s store.Store, run string, schemas Schemas) (load.Batch, error) {
	text, err := store.ReadAll(ctx, s, shred.CompleteName, maxComplete)
	if errors.Is(err, store.ErrNotExist) {
		return load.Batch{}, ErrIncomplete
	}
	if err != nil {
		return load.Batch{}, err
	}
	if b, ok, err := runBatch(ctx, s, text, schemas); ok || err != nil {
		return b, err
	}
	var c shred.Complete
	if err := json.Unmarshal(text, &c); err != nil {
		return load.Batch{}, err
	}
	if c.Run != "" {
		run = c.Run
	}
	b := load.Batch{Run: run, Source: c.Base, Version: c.Processor.Version}
	newest := newestKeys(c.Result.Tables)
	at := map[string]int{}
	for _, t := range c.Result.Tables {
		rows, err := tableRows(ctx, s, &t, newest, schemas)
		if err != nil {
			return load.Batch{}, err
		}
		// JSON of each version of a schema has a folder of its own, and all of a
		// model have one table.
		if i, known := at[rows.Name]; known {
			b.Tables[i].Parts = append(b.Tables[i].Parts, rows.Parts...)
			continue
		}
		at[rows.Name] = len(b.Tables)
		b.Tables = append(b.Tables, rows)
	}
	if c.Result.Stats.Good > 0 && len(b.Tables) == 0 {
		return load.Batch{}, fmt.Errorf("%s lists no files: it was written by another program", shred.CompleteName)
	}
	return b, nil
}

// newestKeys finds the newest schema of each table.
func newestKeys(tables []shred.TableParts) map[string]iglu.Key {
	newest := map[string]iglu.Key{}
	for _, t := range tables {
		key, err := iglu.ParseKey(t.Schema)
		if err != nil {
			continue // told where the table is made
		}
		if name := ddl.TableName(key); newest[name].Version.Compare(key.Version) < 0 {
			newest[name] = key
		}
	}
	return newest
}

func tableRows(ctx context.Context, s store.Store, t *shred.TableParts, newest map[string]iglu.Key, schemas Schemas) (load.Rows, error) {
	key, err := iglu.ParseKey(t.Schema)
	if err != nil {
		return load.Rows{}, fmt.Errorf("table in folder %s: %w", t.Folder, err)
	}
	layout := load.R108JSON
	var rows load.Rows
	switch {
	case key == shred.AtomicKey:
		rows.Table, layout = load.Events(), load.AtomicTSV
	default:
		if t.Encoding == shred.EncodingTSV {
			layout = load.TabularTSV
		}
		if rows.Table, err = entityTable(ctx, newest[ddl.TableName(key)], schemas); err != nil {
			return load.Rows{}, err
		}
	}
	for _, p := range t.Parts {
		part := load.Part{Store: s, Key: strings.TrimSuffix(t.Folder, "/") + "/" + p.Name, Layout: layout, Rows: p.Rows, Digest: p.SHA256}
		if layout == load.TabularTSV {
			part.Columns = len(load.Meta()) + p.Columns
		}
		rows.Parts = append(rows.Parts, part)
	}
	return rows, nil
}

// entityTable makes the table of a schema's model from all its versions.
func entityTable(ctx context.Context, key iglu.Key, schemas Schemas) (load.Table, error) {
	versions, err := schemas.Versions(ctx, key)
	if err != nil {
		return load.Table{}, fmt.Errorf("columns of %s: %w", key, err)
	}
	var parsed []ddl.Version
	for _, v := range versions {
		schema, err := schemas.Schema(ctx, key.Within(v))
		var bad *iglu.SchemaError
		if errors.As(err, &bad) && v != key.Version {
			continue // nobody can have sent data of a schema that is none
		}
		if err != nil {
			return load.Table{}, fmt.Errorf("columns of %s: %w", key, err)
		}
		d, err := ddl.Parse(schema.Raw())
		if err != nil {
			return load.Table{}, fmt.Errorf("columns of %s: %w", key, err)
		}
		parsed = append(parsed, ddl.Version{Version: v, Schema: d})
	}
	return load.Entity(key, parsed), nil
}
