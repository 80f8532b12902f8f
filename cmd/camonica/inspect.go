package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/inspect"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/store/file"
)

// inspectFlags say with which keys, and how, objects are looked at.
type inspectFlags struct {
	config                     string
	keyFile, identity, records string
	output                     string
	payload, json              bool
}

func newInspect() *cobra.Command {
	var i inspectFlags
	c := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "Open any object that the pipeline wrote, and tell what is in it",
		Long: `inspect opens objects that the pipeline wrote, sealed or not: enriched events, failed
events, shredded rows, Parquet segments, manifests and other documents, key and verdict
files. It tells what an object is and what is in it, or prints its content as JSON
lines, as tab-separated lines, or raw: decrypted and decompressed.

A sealed object needs the key record of its run and the key that wraps it: both come
from a configuration (-c), or are named with --keys and --key-file or --identity. The
object may lie anywhere, but its name, and where it lay in a run's folder, belong to it.

What failed events are about is shown with --payload only.`,
		Example: `  camonica inspect -c shop/config.yml shop/data/enriched/archive/run=*/part-00000.*.cmn
  camonica inspect --keys records/ --key-file kek --output json part-00000.cmn
  camonica inspect -c shop/config.yml --payload shop/data/enriched/bad/run=*/*/*.cmn`,
		Args: someFiles,
		RunE: func(cmd *cobra.Command, args []string) error { return i.run(cmd, args) },
	}
	f := c.Flags()
	f.StringVarP(&i.config, "config", "c", "", "configuration that names the key and the key store")
	f.StringVar(&i.records, "keys", "", "folder of key records")
	f.StringVar(&i.keyFile, "key-file", "", "key file that wraps the keys of runs")
	f.StringVar(&i.identity, "identity", "", "private key that opens the keys of runs")
	f.StringVarP(&i.output, "output", "o", string(inspect.Text), "text (a description), json, tsv or raw")
	f.BoolVar(&i.json, "json", false, "short for --output json")
	f.BoolVar(&i.payload, "payload", false, "show what failed events are about: this is event data")
	words(c, "output", "text", "json", "tsv", "raw")
	filesNamed(c, "config", "yml", "yaml")
	folders(c, "keys")
	c.MarkFlagsMutuallyExclusive("config", "keys")
	c.MarkFlagsMutuallyExclusive("json", "output")
	c.MarkFlagsMutuallyExclusive("key-file", "identity")
	return c
}

func (i *inspectFlags) run(cmd *cobra.Command, names []string) error {
	if err := oneOf("output", i.output, "text", "json", "tsv", "raw"); err != nil {
		return err
	}
	o := inspect.Options{Form: inspect.Form(i.output), Payload: i.payload}
	if i.json {
		o.Form = inspect.JSON
	}
	ring, err := i.ring(cmd.Context())
	if err != nil {
		return err
	}
	for n, name := range names {
		if n > 0 && o.Form == inspect.Text {
			fmt.Fprintln(cmd.OutOrStdout())
		}
		if err := inspectFile(cmd, name, ring, o); err != nil {
			return err
		}
	}
	return nil
}

func inspectFile(cmd *cobra.Command, name string, ring *keys.Ring, o inspect.Options) error {
	object, err := inspect.Open(cmd.Context(), name, ring)
	if err != nil {
		return err
	}
	defer object.Close()
	return object.Print(cmd.Context(), cmd.OutOrStdout(), o)
}

// ring opens the keys that are named; nil if none are.
func (i *inspectFlags) ring(ctx context.Context) (*keys.Ring, error) {
	if i.config != "" {
		c, err := config.Load(i.config, os.LookupEnv)
		if err != nil {
			return nil, err
		}
		ring, _, err := openRing(ctx, c)
		return ring, err
	}
	if i.records == "" {
		if i.keyFile != "" || i.identity != "" {
			return nil, usagef("--key-file and --identity open key records: name their folder with --keys")
		}
		return nil, nil
	}
	provider, err := openProvider(config.LocalEncryption{KeyFile: i.keyFile})
	if i.identity != "" {
		provider, err = keys.NewProvider(keys.Options{Provider: keys.ProviderRecipient, IdentityFile: i.identity})
	}
	if err != nil {
		return nil, fmt.Errorf("open key: %w", err)
	}
	dir, err := filepath.Abs(i.records)
	if err != nil {
		return nil, err
	}
	s, err := file.New(dir)
	if err != nil {
		return nil, fmt.Errorf("open key records: %w", err)
	}
	return keys.NewRing(records.New(s), provider), nil
}
