package main

import (
	"bufio"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/filter"
)

// inputs are the files that a filter reads, or standard input if none is named;
// - is standard input, too.
func inputs(stdin io.Reader, args []string) []filter.Input {
	if len(args) == 0 {
		args = []string{"-"}
	}
	all := make([]filter.Input, len(args))
	for i, name := range args {
		if name == "-" {
			all[i] = filter.Input{Name: "standard input", Open: func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }}
			continue
		}
		all[i] = filter.Input{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
	}
	return all
}

// readInput reads one small input: a file, or standard input for -.
func readInput(stdin io.Reader, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// buffered calls write with a buffer in front of w and flushes it, also after an
// error: what has been written is whole.
func buffered(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 64<<10)
	err := write(b)
	if ferr := b.Flush(); err == nil {
		err = ferr
	}
	return err
}

// words completes a flag whose value is one of some words.
func words(c *cobra.Command, flag string, values ...string) {
	// The only error is a flag that does not exist or is completed twice.
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic("camonica: internal error: " + err.Error())
	}
}

// filesNamed completes a flag with files of some endings.
func filesNamed(c *cobra.Command, flag string, endings ...string) {
	if err := c.MarkFlagFilename(flag, endings...); err != nil {
		panic("camonica: internal error: " + err.Error())
	}
}

// folders completes a flag with folders.
func folders(c *cobra.Command, flag string) {
	if err := c.MarkFlagDirname(flag); err != nil {
		panic("camonica: internal error: " + err.Error())
	}
}

// markPersistent completes a flag that subcommands share: with files of some
// endings, or with folders if there are none.
func markPersistent(c *cobra.Command, flag string, endings ...string) {
	mark := func() error { return c.MarkPersistentFlagFilename(flag, endings...) }
	if len(endings) == 0 {
		mark = func() error { return c.MarkPersistentFlagDirname(flag) }
	}
	if err := mark(); err != nil {
		panic("camonica: internal error: " + err.Error())
	}
}

// oneOf refuses a flag's value that is none of the words.
func oneOf(flag, value string, values ...string) error {
	for _, v := range values {
		if v == value {
			return nil
		}
	}
	return usagef("--%s is %q, want %s", flag, value, list(values))
}
