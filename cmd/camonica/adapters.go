package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func newAdapters() *cobra.Command {
	var asJSON bool
	var flag adaptersFlag
	c := &cobra.Command{
		Use:   "adapters",
		Short: "List the trackers and webhooks that are understood",
		Long: `adapters lists the paths below a collector that have an adapter: what is sent there
becomes events. Requests to other paths become failed events.`,
		Example: `  camonica adapters
  camonica adapters --json
  camonica adapters --adapters shop/config.yml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			schemas, err := openSchemas("")
			if err != nil {
				return err
			}
			adapters, err := flag.open(schemas, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			type entry struct {
				Path    string `json:"path"`
				Vendor  string `json:"vendor"`
				Version string `json:"version"`
				What    string `json:"what"`
				Request string `json:"request"`
				Many    bool   `json:"many"`
			}
			all := []entry{}
			for _, a := range adapters.APIs() {
				all = append(all, entry{"/" + a.Vendor + "/" + a.Version, a.Vendor, a.Version, a.What, a.Request, a.Many})
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), all)
			}
			t := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, "PATH\tREQUEST\tWHAT BECOMES AN EVENT")
			for _, e := range all {
				fmt.Fprintf(t, "%s\t%s\t%s\n", e.Path, e.Request, e.What)
			}
			return t.Flush()
		},
	}
	flag.register(c)
	c.Flags().BoolVar(&asJSON, "json", false, "list as JSON")
	return c
}
