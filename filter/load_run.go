package filter

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// runComplete is what the completion document of a pipeline's run says of its
// files: those of all bins, as their done records list them.
type runComplete struct {
	Data struct {
		Base      string `json:"base"`
		Processor struct {
			Version string `json:"version"`
		} `json:"processor"`
	} `json:"data"`
	Camonica struct {
		Run    string             `json:"run"`
		Tables []stage.ShredTable `json:"tables"`
		Parts  []engine.Object    `json:"parts"`
	} `json:"camonica"`
}

// runBatch makes the batch of a pipeline's run; ok is false if text is another
// document.
func runBatch(ctx context.Context, s store.Store, text []byte, schemas Schemas) (b load.Batch, ok bool, err error) {
	var c runComplete
	if json.Unmarshal(text, &c) != nil || c.Camonica.Parts == nil {
		return load.Batch{}, false, nil
	}
	b = load.Batch{Run: c.Camonica.Run, Source: c.Data.Base, Version: c.Data.Processor.Version}
	folder := store.RunFolder(b.Run)
	for _, t := range c.Camonica.Tables {
		rows := load.Rows{Table: load.Events()}
		if t.Table != load.EventsTable {
			key, err := iglu.ParseKey(t.Schema)
			if err != nil {
				return load.Batch{}, true, fmt.Errorf("table %s: %w", t.Table, err)
			}
			if rows.Table, err = entityTable(ctx, key, schemas); err != nil {
				return load.Batch{}, true, err
			}
		}
		for _, p := range c.Camonica.Parts {
			key, below := strings.CutPrefix(p.Key, folder)
			if p.Table != t.Table || !below {
				continue
			}
			_, bin, _, _, ok := store.ParsePartKey(b.Run, p.Key)
			if !ok {
				return load.Batch{}, true, fmt.Errorf("%s is no name of a part", p.Key)
			}
			rows.Parts = append(rows.Parts, load.Part{Store: s, Key: key, Bin: bin, Layout: t.Layout, Rows: p.Rows, Columns: p.Columns, Digest: p.Digest})
		}
		b.Tables = append(b.Tables, rows)
	}
	return b, true, nil
}
