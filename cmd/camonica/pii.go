package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/enrich/pii"
)

func newPII() *cobra.Command {
	c := &cobra.Command{
		Use:     "pii",
		Short:   "Open personal data that the pii enrichment sealed",
		Example: `  camonica pii reveal --identity identity.key enriched.tsv`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("say what to do: reveal")
		},
	}
	c.AddCommand(newPIIReveal())
	return c
}

func newPIIReveal() *cobra.Command {
	var identity string
	c := &cobra.Command{
		Use:   "reveal --identity FILE [FILE…]",
		Short: "Put what was sealed in place of sealed values",
		Long: `reveal copies lines of TSV or JSON from files, or from standard input, to standard
output. Each value that the strategy encrypt of the pii enrichment sealed is opened
with the private keys of the identity file. All else stays as it is, and so do values
that the keys do not open; if there are any, the command says how many and exits
with 1.`,
		Example: `  camonica pii reveal --identity identity.key enriched.tsv
  camonica inspect -c shop/config.yml --output tsv shop/data/enriched/archive/run=*/part-*.cmn | camonica pii reveal --identity identity.key
  camonica query -c shop/config.yml 'SELECT user_id FROM atomic.events' --output jsonl | camonica pii reveal --identity identity.key`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if identity == "" {
				return usagef("--identity is required")
			}
			r, err := pii.Reveal(identity)
			if err != nil {
				return fmt.Errorf("open identity: %w", err)
			}
			opened, left := 0, 0
			err = buffered(cmd.OutOrStdout(), func(w io.Writer) error {
				for _, in := range inputs(stdin(cmd), args) {
					o, l, err := revealFrom(r, in.Open, w)
					opened, left = opened+o, left+l
					if err != nil {
						return fmt.Errorf("%s: %w", in.Name, err)
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s opened\n", count(int64(opened), "value"))
			if left > 0 {
				return fmt.Errorf("%s left sealed: %w", count(int64(left), "value"), pii.ErrCannotOpen)
			}
			return nil
		},
	}
	c.Flags().StringVar(&identity, "identity", "", "file with the private key (required)")
	filesNamed(c, "identity")
	return c
}

func revealFrom(r *pii.Revealer, open func() (io.ReadCloser, error), w io.Writer) (opened, left int, err error) {
	f, err := open()
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	return r.Copy(w, f)
}
