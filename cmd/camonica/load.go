package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/sealed"
)

type loadFlags struct {
	target, resolver, config string
	nullBad, json            bool
}

func newLoad() *cobra.Command {
	var l loadFlags
	c := &cobra.Command{
		Use:   "load --target FILE DIR",
		Short: "Load a shredded run into a warehouse, exactly once",
		Long: `load puts all rows of a shredded run folder – one with shredding_complete.json – into
the warehouse that a target document names. The rows and the record of the run become
visible together; loading the same run again changes nothing.

Without a configuration the warehouse is the file warehouse.duckdb in the target's
folder. With -c it is sealed if the configuration says so, and so may DIR be.`,
		Example: `  camonica load --target warehouse.json run=2026-06-01-00-00-00
  camonica load -c shop/config.yml --target shop/targets/warehouse.json shop/data/shredded/archive/run=2026-06-01-00-00-00`,
		Args: exactArgs(1, "the folder of a run"),
		RunE: func(cmd *cobra.Command, args []string) error { return l.run(cmd, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&l.target, "target", "", "target document, com.camonica/duckdb_config (required)")
	f.StringVarP(&l.resolver, "resolver", "r", "", "Iglu resolver file, for the columns of entities (default: the schemas of the program)")
	f.StringVarP(&l.config, "config", "c", "", "configuration that says what is sealed, and with which key")
	f.BoolVar(&l.nullBad, "null-bad-values", false, "values that their column can't hold become null (default: they end the load)")
	f.BoolVar(&l.json, "json", false, "result as JSON")
	filesNamed(c, "target", "json")
	filesNamed(c, "resolver", "json")
	filesNamed(c, "config", "yml", "yaml")
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return c
}

func (l *loadFlags) run(cmd *cobra.Command, dir string) error {
	if l.target == "" {
		return usagef("--target is required")
	}
	ctx := cmd.Context()
	where, err := targetLocation(l.target)
	if err != nil {
		return err
	}
	schemas, err := openSchemas(l.resolver)
	if err != nil {
		return err
	}
	k, err := l.openKeys(ctx)
	if err != nil {
		return err
	}
	src, err := k.openRun(ctx, dir)
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	batch, err := filter.LoadBatch(ctx, src, runName(abs), schemas)
	if err != nil {
		return fmt.Errorf("load %s: %w", dir, err)
	}
	target, err := k.openTarget(ctx, where, batch.Run, l.badValues())
	if err != nil {
		return err
	}
	receipt, err := target.Load(ctx, batch)
	if err != nil {
		return err
	}
	return l.print(cmd.OutOrStdout(), receipt)
}

func (l *loadFlags) badValues() load.BadValues {
	if l.nullBad {
		return load.NullBadValues
	}
	return load.RefuseBadValues
}

// loadKeys is what a configuration says about keys; all nil without one.
type loadKeys struct {
	config  *config.Config
	ring    *keys.Ring
	records *records.Records
}

func (l *loadFlags) openKeys(ctx context.Context) (loadKeys, error) {
	var k loadKeys
	if l.config == "" {
		return k, nil
	}
	var err error
	if k.config, err = config.Load(l.config, os.LookupEnv); err != nil {
		return k, err
	}
	k.ring, k.records, err = openRing(ctx, k.config)
	if errors.Is(err, errNoKey) && !sealsAnything(k.config) {
		err = nil
	}
	return k, err
}

// openRun opens the folder of a shredded run.
func (k *loadKeys) openRun(ctx context.Context, dir string) (store.Store, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if k.config != nil {
		b := &k.config.AWS.S3.Buckets
		for _, l := range []config.Location{b.Shredded.Good, b.Shredded.Archive} {
			below, err := filepath.Rel(l.Path(), abs)
			if !l.IsFile() || err != nil || below == "." || strings.HasPrefix(below, "..") {
				continue
			}
			s, err := openLocation(ctx, k.config, l, seal.Shredded, k.ring)
			if err != nil {
				return nil, err
			}
			return store.Sub(s, filepath.ToSlash(below)+"/"), nil
		}
	}
	return file.New(abs)
}

// openTarget opens the warehouse for the rows of a run.
func (k *loadKeys) openTarget(ctx context.Context, l config.Location, run string, bad load.BadValues) (load.Target, error) {
	if k.config == nil || !k.config.Seals(l) {
		if !l.IsFile() {
			return nil, fmt.Errorf("a warehouse that is not sealed must be a folder of this machine, not %s", l)
		}
		if err := os.MkdirAll(l.Path(), 0o700); err != nil {
			return nil, fmt.Errorf("make warehouse: %w", err)
		}
		return duckdb.NewFileTarget(filepath.Join(l.Path(), store.WarehouseName), bad, duckdb.Options{}), nil
	}
	if k.ring == nil {
		return nil, errNoKey
	}
	if _, err := k.records.Establish(ctx, k.ring, keys.WarehouseRecordName(run), run); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	s, err := openers.Open(ctx, l.String())
	if err != nil {
		return nil, err
	}
	dst := sealed.New(s, sealed.Config{Kind: seal.Warehouse, Ring: k.ring})
	return warehouse.NewTarget(dst, 1, bad), nil
}

// A loadResult is what people and programs are told of a load.
type loadResult struct {
	Run    string           `json:"run"`
	Loaded bool             `json:"loaded"` // false: it was there already
	Rows   map[string]int64 `json:"rows"`
	Digest string           `json:"digest"`
	Nulled int64            `json:"nulled_values"`
}

func (l *loadFlags) print(w io.Writer, r load.Receipt) error {
	if l.json {
		return writeJSON(w, loadResult{r.Run, r.Loaded, r.Rows, r.Digest, r.Bad})
	}
	if !r.Loaded {
		fmt.Fprintf(w, "run %s is loaded already\n", r.Run)
		return nil
	}
	tables := make([]string, 0, len(r.Rows))
	for t := range r.Rows {
		tables = append(tables, t)
	}
	slices.Sort(tables)
	fmt.Fprintf(w, "run %s loaded\n", r.Run)
	for _, t := range tables {
		fmt.Fprintf(w, "  %-60s %12s\n", load.SQLSchema+"."+t, thousands(r.Rows[t]))
	}
	if r.Bad > 0 {
		fmt.Fprintf(w, "%s became null because their column can't hold them\n", count(r.Bad, "value"))
	}
	return nil
}
