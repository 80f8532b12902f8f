package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/demo"
)

func newBench() *cobra.Command {
	c := &cobra.Command{
		Use:   "bench",
		Short: "Make sample logs, and measure this machine",
		Args:  cobra.NoArgs,
	}
	c.AddCommand(newBenchGenerate(), newBenchRun())
	return c
}

func newBenchGenerate() *cobra.Command {
	var o demo.Options
	var traffic, output string
	c := &cobra.Command{
		Use:   "generate",
		Short: "Write raw collector logs of an invented shop, the same bytes for the same seed",
		Example: `  camonica bench generate --events 100000 --seed 7 --format clj-tomcat --output logs.txt.gz
  camonica bench generate --events 100000 --seed 7 --format thrift --output records.lzo
  camonica bench generate --events 1000 --traffic tp2 | camonica enrich --format clj-tomcat`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Traffic = demo.Traffic(traffic)
			if o.Events < 1 {
				return usageError{fmt.Errorf("--events must be at least 1")}
			}
			if output == "" && demo.Binary(o.Format) && isTerminal(cmd.OutOrStdout()) {
				return usagef("records of format %s are no text: name a file with --output", o.Format)
			}
			return toFile(output, cmd.OutOrStdout(), func(w io.Writer) error {
				return lzopFor(output, w, func(w io.Writer) error {
					_, err := demo.Generate(w, o)
					return err
				})
			})
		},
	}
	f := c.Flags()
	f.IntVar(&o.Events, "events", 10_000, "number of events")
	f.Uint64Var(&o.Seed, "seed", 1, "seed of everything that varies")
	f.IntVar(&o.Part, "part", 0, "slice of a larger data set: same visitors, other events")
	f.StringVar(&o.Format, "format", "clj-tomcat", "raw format: "+strings.Join(demo.Formats(), ", "))
	f.StringVar(&traffic, "traffic", string(demo.Mix), "mix: what a site sees, bots and broken lines included; tp2: one event of about 1.2 kB with two entities per POST")
	f.IntVar(&o.Agents, "agents", 0, "distinct user agents (0: 4000; negative: a new one per record)")
	f.StringVarP(&output, "output", "o", "", "file to write, compressed if its name ends in .gz or .lzo (default: standard output)")
	words(c, "format", demo.Formats()...)
	words(c, "traffic", string(demo.Mix), string(demo.Tp2))
	return c
}

// toFile calls write with a new file of that name, or with stdout if name is
// empty. A file that could not be written whole is removed.
func toFile(name string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if name == "" {
		return write(stdout)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			os.Remove(name)
		}
	}()
	if !strings.HasSuffix(name, ".gz") {
		return write(f)
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if err := write(z); err != nil {
		return err
	}
	return z.Close()
}
