package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/payload/lzop"
)

func newConvert() *cobra.Command {
	var from, to, output string
	c := &cobra.Command{
		Use:   "convert --from FORMAT --to FORMAT [FILE…]",
		Short: "Raw records in, raw records of another collector's format out",
		Long: `convert reads raw records from files, or from standard input, and writes them in the
format of another collector: lines of the Clojure Collector's log (clj-tomcat), or
Thrift records in the blocks of the S3 loader (thrift).

Records that are not of the format are left out; how many is told on standard error.
What the other format has no place for is lost: clj-tomcat has no headers.`,
		Example: `  camonica convert --from clj-tomcat --to thrift -o records.lzo logs.txt.gz
  camonica convert --from thrift --to clj-tomcat records.lzo > log.txt`,
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := payload.ByName(from)
			if err != nil {
				return usagef("--from %q: want clj-tomcat, cloudfront, thrift, ndjson/VENDOR/VERSION or tsv/VENDOR/VERSION", from)
			}
			if err := oneOf("to", to, filter.RecordFormats...); err != nil {
				return err
			}
			if output == "" && to == "thrift" && isTerminal(cmd.OutOrStdout()) {
				return usagef("Thrift records are no text: name a file with --output")
			}
			return toFile(output, cmd.OutOrStdout(), func(w io.Writer) error {
				return lzopFor(output, w, func(w io.Writer) error {
					n, err := filter.Convert(cmd.Context(), inputs(stdin(cmd), args), format, container.DefaultLimits(), to, w)
					if err != nil {
						return err
					}
					fmt.Fprintf(cmd.ErrOrStderr(), "%s written, %s skipped, %s left out\n", count(n.Written, "record"), thousands(n.Skipped), thousands(n.Failed))
					return nil
				})
			})
		},
	}
	f := c.Flags()
	f.StringVar(&from, "from", "", "format of the input: clj-tomcat, cloudfront, thrift, ndjson/VENDOR/VERSION or tsv/VENDOR/VERSION (required)")
	f.StringVar(&to, "to", "", "format of the output: "+list(filter.RecordFormats)+" (required)")
	f.StringVarP(&output, "output", "o", "", "file to write, compressed if its name ends in .gz or .lzo (default: standard output)")
	words(c, "from", rawFormats...)
	words(c, "to", filter.RecordFormats...)
	return c
}

// lzopFor calls write with an lzop container in front of w if the name asks for it.
func lzopFor(name string, w io.Writer, write func(io.Writer) error) error {
	if !strings.HasSuffix(name, ".lzo") {
		return buffered(w, write)
	}
	z := lzop.NewWriter(w)
	if err := buffered(z, write); err != nil {
		return err
	}
	return z.Close()
}
