package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
)

func newKeys() *cobra.Command {
	c := &cobra.Command{
		Use:   "keys",
		Short: "Make keys, and see which keys runs were sealed with",
		Long: `Every run has a data key of its own. It is kept in a key record, wrapped by a key
that you hold: a key file, or the private key of a recipient. Whoever has neither
can't read a run's objects, and losing them is losing the data.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return usagef("say what to do: new or list") },
	}
	c.AddCommand(newKeysNew(), newKeysList())
	return c
}

func newKeysNew() *cobra.Command {
	var recipient bool
	var kem string
	c := &cobra.Command{
		Use:   "new FILE",
		Short: "Make a key that wraps the keys of runs",
		Long: `new writes a new random key to FILE, readable by its owner only. An existing file is
never replaced.

With --recipient it makes a key pair: the private key goes to FILE, the public one to
standard output. Machines that only write need no more than the public key.`,
		Example: `  camonica keys new keys/kek
  camonica keys new --recipient identity.key > recipient.pub`,
		Args: exactArgs(1, "a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !recipient {
				return keys.NewFile(args[0])
			}
			if err := oneOf("kem", kem, keys.KEMHybrid, keys.KEMX25519); err != nil {
				return err
			}
			r, err := keys.NewRecipient(kem)
			if err != nil {
				return err
			}
			if err := r.WriteIdentity(args[0]); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), r.Public)
			return err
		},
	}
	c.Flags().BoolVar(&recipient, "recipient", false, "make a key pair instead of a symmetric key")
	c.Flags().StringVar(&kem, "kem", keys.KEMHybrid, "kind of key pair: "+keys.KEMHybrid+" or "+keys.KEMX25519)
	words(c, "kem", keys.KEMHybrid, keys.KEMX25519)
	return c
}

func newKeysList() *cobra.Command {
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:     "list -c CONFIG",
		Short:   "List the key records of a workspace",
		Long:    `list shows which runs have a key, which keys wrap it, and in what state it is. It needs no key itself.`,
		Example: `  camonica keys list -c shop/config.yml`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return usagef("--config is required")
			}
			c, err := config.Load(file, os.LookupEnv)
			if err != nil {
				return err
			}
			s, err := openers.Open(cmd.Context(), c.KeyStore().String())
			if err != nil {
				return fmt.Errorf("open key store: %w", err)
			}
			recs := records.New(s)
			names, err := recs.Names(cmd.Context())
			if err != nil {
				return err
			}
			all := make([]keyEntry, 0, len(names))
			for _, name := range names {
				r, version, err := recs.LatestVersion(cmd.Context(), name)
				if err != nil {
					return fmt.Errorf("key record %s: %w", name, err)
				}
				all = append(all, newKeyEntry(name, version, r))
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), all)
			}
			return printKeys(cmd.OutOrStdout(), all)
		},
	}
	c.Flags().StringVarP(&file, "config", "c", "", "configuration file (required)")
	c.Flags().BoolVar(&asJSON, "json", false, "records as JSON")
	filesNamed(c, "config", "yml", "yaml")
	return c
}

// A keyEntry is what may be shown of a key record.
type keyEntry struct {
	Record  string    `json:"record"`
	Version int       `json:"version"`
	KeyID   string    `json:"key_id"`
	Run     string    `json:"run"`
	State   string    `json:"state"`
	Created time.Time `json:"created"`
	Wrapped []string  `json:"wrapped_by"`
}

func newKeyEntry(name string, version int, r *keys.Record) keyEntry {
	e := keyEntry{
		Record: name, Version: version, KeyID: r.KeyID.String(), Run: r.RunID,
		State: string(r.State), Created: r.Created, Wrapped: []string{},
	}
	for _, w := range r.Wrapped {
		e.Wrapped = append(e.Wrapped, w.Provider+" "+w.Key)
	}
	return e
}

func printKeys(w io.Writer, all []keyEntry) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "no key records")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "RECORD\tKEY\tSTATE\tCREATED\tWRAPPED BY")
	for _, e := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", e.Record, e.KeyID, e.State, e.Created.UTC().Format(time.RFC3339), strings.Join(e.Wrapped, ", "))
	}
	return t.Flush()
}
