package main

import (
	"github.com/spf13/cobra"

	"github.com/camonica/camonica/run"
)

func newStatus() *cobra.Command {
	var p pipelineFlags
	var runs int
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Tell what ran, what failed, what is next",
		Example: `  camonica status -c shop/config.yml
  camonica status -c shop/config.yml --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, out := cmd.Context(), cmd.OutOrStdout()
			x, closeAll, err := p.open(ctx, &run.Options{})
			if err != nil {
				return err
			}
			defer closeAll()
			s, err := x.Status(ctx, runs)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(out, s)
			}
			for _, m := range s.Runs {
				writeManifest(out, m)
				if m.Ended.IsZero() {
					for _, st := range m.Steps {
						writeLine(out, "  %-8s %s", st.State, stepName(st.Step, st.Target))
					}
				}
			}
			writeLine(out, "waiting: %s, %s", count(int64(s.Waiting), "raw object"), count(s.Bytes, "byte"))
			if s.Working != "" {
				writeLine(out, "at work: %s", s.Working)
			}
			writeLine(out, "next: %s", s.Next)
			return nil
		},
	}
	p.register(c)
	c.Flags().IntVar(&runs, "runs", 5, "how many runs to tell of, newest first")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}
