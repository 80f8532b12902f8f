package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
)

func newSchemas() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "schemas",
		Short: "Look into schema registries",
		Args:  noArgs,
		RunE:  func(*cobra.Command, []string) error { return usagef("say what to do: list, show or lint") },
	}
	c.PersistentFlags().StringVarP(&file, "resolver", "r", "", "Iglu resolver file (default: the schemas of the program)")
	markPersistent(c, "resolver", "json")
	c.AddCommand(newSchemasList(&file), newSchemasShow(&file), newSchemasLint())
	return c
}

func newSchemasList(file *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list [VENDOR/NAME[/FORMAT[/MODEL]]]",
		Short: "List schemas",
		Long: `list shows the versions of one model of a schema that the registries of the resolver
know. Registries have no list of everything: without an argument, list shows the
schemas that come with the program.`,
		Example: `  camonica schemas list
  camonica schemas list -r resolver.json com.acme/checkout
  camonica schemas list com.snowplowanalytics.snowplow/anon_ip/jsonschema/1`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			found, err := listSchemas(cmd, *file, args)
			if err != nil {
				return err
			}
			uris := make([]string, len(found))
			for i, k := range found {
				uris[i] = k.String()
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), uris)
			}
			for _, uri := range uris {
				if _, err := fmt.Fprintln(cmd.OutOrStdout(), uri); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "list as JSON")
	return c
}

func listSchemas(cmd *cobra.Command, file string, args []string) ([]iglu.Key, error) {
	if len(args) == 0 {
		if file != "" {
			return nil, usagef("registries can't list everything: name VENDOR/NAME")
		}
		return embedded.Keys(), nil
	}
	parts := strings.Split(strings.TrimPrefix(args[0], "iglu:"), "/")
	if len(parts) < 2 || len(parts) > 4 {
		return nil, usagef("schema %q: want VENDOR/NAME, VENDOR/NAME/FORMAT or VENDOR/NAME/FORMAT/MODEL", args[0])
	}
	path := parts[0] + "/" + parts[1] + "/"
	if path += "jsonschema/"; len(parts) > 2 {
		path = strings.Join(parts[:3], "/") + "/"
	}
	model := "1"
	if len(parts) > 3 {
		model, _, _ = strings.Cut(parts[3], "-")
	}
	k, err := iglu.ParsePath(path + model + "-0-0")
	if err != nil {
		return nil, usagef("schema %q: want VENDOR/NAME, VENDOR/NAME/FORMAT or VENDOR/NAME/FORMAT/MODEL", args[0])
	}
	set, err := openSchemas(file)
	if err != nil {
		return nil, err
	}
	versions, err := set.List(cmd.Context(), k)
	if err != nil {
		return nil, err
	}
	found := make([]iglu.Key, len(versions))
	for i, v := range versions {
		found[i] = k.Within(v)
	}
	slices.SortFunc(found, func(a, b iglu.Key) int { return cmp.Compare(0, b.Compare(a)) })
	return found, nil
}

func newSchemasShow(file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "show KEY",
		Short: "Print a schema as it was published",
		Example: `  camonica schemas show iglu:com.snowplowanalytics.snowplow/anon_ip/jsonschema/1-0-1
  camonica schemas show -r resolver.json iglu:com.acme/checkout/jsonschema/1-0-0`,
		Args: exactArgs(1, "a schema key"),
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := iglu.ParseKey(args[0])
			if err != nil {
				return usagef("schema %q: want iglu:vendor/name/format/version", args[0])
			}
			set, err := openSchemas(*file)
			if err != nil {
				return err
			}
			s, err := set.Schema(cmd.Context(), k)
			if err != nil {
				return err
			}
			text := strings.TrimRight(string(s.Raw()), "\n")
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), text); err != nil {
				return err
			}
			for _, w := range s.Warnings() {
				fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s: %s\n", w.Path, w.Message)
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var uris []string
			for _, k := range embedded.Keys() {
				uris = append(uris, k.String())
			}
			return uris, cobra.ShellCompDirectiveNoFileComp
		},
	}
}
