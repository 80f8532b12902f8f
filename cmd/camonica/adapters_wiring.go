package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/config"
)

// adaptersFlag is the flag --adapters, which filters have.
type adaptersFlag struct{ file string }

func (a *adaptersFlag) register(c *cobra.Command) {
	c.Flags().StringVar(&a.file, "adapters", "", "file with the section adapters of a config.yml (default: what is built in)")
	filesNamed(c, "adapters", "yml", "yaml")
}

// open makes the adapters; warnings about the file go to w.
func (a *adaptersFlag) open(schemas adapter.Schemas, w io.Writer) (*adapter.Registry, error) {
	if a.file == "" {
		return adapter.NewRegistry(schemas), nil
	}
	s, warnings, err := config.ReadAdapters(a.file, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	for _, p := range warnings {
		fmt.Fprintf(w, "warning: %v\n", p)
	}
	return s.NewRegistry(schemas)
}
