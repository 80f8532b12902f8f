package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/query"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// warehouseFlags say which warehouse is meant, in one of three ways.
type warehouseFlags struct {
	config string // config.yml; the target is in the folder targets
	target string // target document
	folder string // the warehouse's folder itself
	// targets is the folder of targets that goes with config; "" is the folder
	// targets beside it.
	targets string
}

// open finds the warehouse and says how to query it.
func (w *warehouseFlags) open(ctx context.Context) (query.Options, error) {
	c, err := w.loadConfig()
	if err != nil {
		return query.Options{}, err
	}
	l, err := w.location(c)
	if err != nil {
		return query.Options{}, err
	}
	if c != nil && c.Seals(l) {
		ring, _, err := openRing(ctx, c)
		if err != nil {
			return query.Options{}, err
		}
		s, err := openLocation(ctx, c, l, seal.Warehouse, ring)
		return query.Options{Segments: s}, err
	}
	return openPlainWarehouse(ctx, l)
}

func (w *warehouseFlags) loadConfig() (*config.Config, error) {
	if w.config == "" {
		if w.target == "" && w.folder == "" {
			return nil, usagef("name the warehouse: --config, --target or --warehouse")
		}
		return nil, nil
	}
	return config.Load(w.config, os.LookupEnv)
}

// location is where the warehouse lies.
func (w *warehouseFlags) location(c *config.Config) (config.Location, error) {
	switch {
	case w.folder != "":
		dir, err := filepath.Abs(w.folder)
		if err != nil {
			return config.Location{}, err
		}
		return config.ParseLocation("file://" + dir + "/")
	case w.target != "":
		return targetLocation(w.target)
	}
	folder := config.Files{Config: w.config, Targets: w.targets}.Beside().Targets
	if folder == "" {
		return config.Location{}, usagef("no folder targets beside %s: name the warehouse with --target", w.config)
	}
	all, err := config.ReadTargets(folder)
	if err != nil {
		return config.Location{}, err
	}
	var files []string
	for i := range all {
		if all[i].Schema == config.DuckDB {
			files = append(files, all[i].File)
		}
	}
	switch len(files) {
	case 0:
		return config.Location{}, fmt.Errorf("no target in %s is a warehouse (com.camonica/duckdb_config)", folder)
	case 1:
		return targetLocation(files[0])
	}
	return config.Location{}, usagef("several targets are warehouses, name one with --target: %s", strings.Join(files, ", "))
}

// targetLocation reads the location of a warehouse from its target document.
func targetLocation(file string) (config.Location, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return config.Location{}, fmt.Errorf("read target: %w", err)
	}
	t, err := config.ParseTarget(text, file)
	if err != nil {
		return config.Location{}, err
	}
	if t.Schema != config.DuckDB {
		return config.Location{}, fmt.Errorf("target %s is a %s, not a warehouse (com.camonica/duckdb_config)", file, t.Schema)
	}
	var data struct {
		Location string `json:"location"`
	}
	if err := json.Unmarshal(t.Data, &data); err != nil {
		return config.Location{}, fmt.Errorf("target %s: %w", file, err)
	}
	l, err := config.ParseLocation(data.Location)
	if err != nil {
		return config.Location{}, fmt.Errorf("target %s: data.location: want file:///folder/ or s3://bucket/prefix/: %w", file, err)
	}
	return l, nil
}

// openPlainWarehouse opens a warehouse that is not sealed: a database file, or
// segments.
func openPlainWarehouse(ctx context.Context, l config.Location) (query.Options, error) {
	if l.IsFile() {
		file := filepath.Join(l.Path(), store.WarehouseName)
		if _, err := os.Stat(file); err == nil {
			return query.Options{File: file}, nil
		}
	}
	s, err := openers.Open(ctx, l.String())
	if err != nil {
		return query.Options{}, err
	}
	entries, err := warehouse.ReadEntries(ctx, s)
	if err != nil && !errors.Is(err, store.ErrNotExist) {
		return query.Options{}, err
	}
	if len(entries) > 0 {
		return query.Options{Segments: s}, nil
	}
	for info, err := range s.List(ctx, store.WarehouseManifest) {
		if err != nil {
			return query.Options{}, err
		}
		if strings.HasSuffix(info.Key, seal.Suffix) {
			return query.Options{}, fmt.Errorf("the warehouse %s is sealed: name its configuration with --config", l)
		}
	}
	return query.Options{}, fmt.Errorf("nothing has been loaded into %s yet", l)
}
