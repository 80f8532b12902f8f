package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/bench"
)

// enrichmentsResult is what programs are told of enrichments.
type enrichmentsResult struct {
	None     float64     `json:"events_per_core_second_without"`
	Defaults float64     `json:"events_per_core_second_defaults"`
	Bars     []barResult `json:"bars"`
	Peak     int64       `json:"peak_memory_bytes,omitempty"`
}

type barResult struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit,omitempty"`
	Limit float64 `json:"limit"`
	Met   bool    `json:"met"`
}

func benchEnrichments(cmd *cobra.Command, o bench.Options, asJSON bool) error {
	r, err := bench.Enrichments(cmd.Context(), o)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if asJSON {
		res := enrichmentsResult{None: r.None, Defaults: r.Defaults, Peak: r.PeakMemory}
		for i := range r.Bars {
			b := &r.Bars[i]
			res.Bars = append(res.Bars, barResult{b.Name, b.Value, b.Unit, b.Limit, b.Met()})
		}
		return writeJSON(out, res)
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "without enrichments\t%s events/s per core\n", thousands(int64(r.None)))
	for i := range r.Bars {
		b := &r.Bars[i]
		limit, verdict := "at most", "kept"
		if b.Least {
			limit = "at least"
		}
		if !b.Met() {
			verdict = "NOT KEPT"
		}
		fmt.Fprintf(t, "%s\t%s %s\t%s %s\t%s\n", b.Name, figure(b.Value), b.Unit, limit, figure(b.Limit), verdict)
	}
	return t.Flush()
}

// figure shows large numbers whole and small ones with two digits.
func figure(x float64) string {
	if x >= 1000 {
		return thousands(int64(x))
	}
	return fmt.Sprintf("%.2f", x)
}
