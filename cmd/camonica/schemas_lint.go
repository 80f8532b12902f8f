package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/folder"
)

func newSchemasLint() *cobra.Command {
	var strict, asJSON bool
	c := &cobra.Command{
		Use:   "lint DIR",
		Short: "Check schemas before they are published",
		Long: `lint checks a registry folder – one that holds the folder schemas – before it is
published: each schema by itself, its place, and the line of versions of each. It exits
with 1 if it finds errors, with --strict also for warnings.`,
		Example: `  camonica schemas lint iglu/`,
		Args:    exactArgs(1, "a folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			found, err := folder.Lint(args[0])
			if err != nil {
				return err
			}
			errs, all := 0, make([]schemaFinding, 0, len(found))
			for _, f := range found {
				if f.Level == iglu.LintError || strict {
					errs++
				}
				all = append(all, schemaFinding{f.File, string(f.Level), f.Linter, f.Path, f.Message})
			}
			if err := printSchemaFindings(cmd, all, asJSON); err != nil {
				return err
			}
			if errs > 0 {
				return &exitError{Code: exitFailed}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&strict, "strict", false, "warnings count as errors")
	c.Flags().BoolVar(&asJSON, "json", false, "findings as JSON, on standard output")
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return c
}

type schemaFinding struct {
	File    string `json:"file"`
	Level   string `json:"level"`
	Linter  string `json:"linter"`
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

func printSchemaFindings(cmd *cobra.Command, all []schemaFinding, asJSON bool) error {
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), all)
	}
	for _, f := range all {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s: %s %s: %s\n", f.File, f.Level, f.Path, f.Linter, f.Message)
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "no findings")
		return err
	}
	return nil
}
