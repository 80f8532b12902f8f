package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/keys"
)

func newInit() *cobra.Command {
	var plain bool
	c := &cobra.Command{
		Use:   "init DIR",
		Short: "Make a folder with a complete pipeline of its own",
		Long: `init writes a complete pipeline into a folder: config.yml, resolver, enrichments, the
target of an embedded warehouse, a key, and a README that explains them. Nothing that
is there is changed; a file that exists already is an error.`,
		Example: `  camonica init shop
  camonica bench generate --events 10000 --output shop/data/raw/in/localhost_access_log.2026-06-01.txt.gz
  camonica run -c shop/config.yml`,
		Args: exactArgs(1, "a folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := makeWorkspace(args[0], plain); err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "%s is ready: put raw logs into %s, then\n", args[0], filepath.Join(args[0], "data", "raw", "in"))
			fmt.Fprintf(out, "  camonica run -c %s\n", filepath.Join(args[0], "config.yml"))
			if !plain {
				fmt.Fprintf(out, "Keep a copy of %s: without it nobody can read what is written.\n", filepath.Join(args[0], "keys", "kek"))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&plain, "plain", false, "without encryption: plain objects, and a DuckDB file that any DuckDB opens")
	return c
}

// exactArgs is cobra.ExactArgs with an error that says what is missing.
func exactArgs(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("want %s, got %s", what, count(int64(len(args)), "argument"))
		}
		return nil
	}
}

// makeWorkspace writes the files of a workspace. Either all of them are new, or
// nothing is written.
func makeWorkspace(dir string, plain bool) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	files, err := config.Workspace(dir, plain, configured.Defaults())
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s exists: init changes nothing that is there", filepath.Join(dir, name))
		}
	}
	for _, folder := range []string{"data/raw/in", "enrichments"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(folder)), 0o700); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := writeNew(filepath.Join(dir, filepath.FromSlash(name)), files[name]); err != nil {
			return err
		}
	}
	if plain {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		return err
	}
	return keys.NewFile(filepath.Join(dir, "keys", "kek"))
}

// writeNew writes a file that must not be there.
func writeNew(name string, content []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	_, err = f.Write(content)
	return err
}

// writeLine writes one line of a report.
func writeLine(w io.Writer, format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
