package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/iglu"
)

// lintFlags are the options of R108's lint, and ours.
type lintFlags struct {
	config, resolver, enrichments, targets string
	json                                   bool

	checked *config.Config // that was checked before, if it has no findings
}

func newLint() *cobra.Command {
	var l lintFlags
	c := &cobra.Command{
		Use:   "lint",
		Short: "Check configuration files before a run does",
		Long: `lint checks configuration files and lists everything that is wrong with them, each
with its file, its line and what was expected. It exits with 1 if it found anything.

Documents of enrichments and targets are checked against their schemas, which are
looked up with the resolver; without one only the schemas of the program are known.`,
		Example: `  camonica lint config -c config.yml
  camonica lint enrichments -r resolver.json -n enrichments/
  camonica lint all -c config.yml -r resolver.json -n enrichments/ -t targets/`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("say what to check: config, resolver, enrichments, targets or all")
		},
	}
	f := c.PersistentFlags()
	f.StringVarP(&l.config, "config", "c", "", "configuration file, - for standard input")
	f.StringVarP(&l.resolver, "resolver", "r", "", "Iglu resolver file")
	f.StringVarP(&l.enrichments, "enrichments", "n", "", "folder of enrichment configurations")
	f.StringVarP(&l.targets, "targets", "t", "", "folder of targets")
	f.BoolVar(&l.json, "json", false, "findings as JSON, on standard output")
	markPersistent(c, "config", "yml", "yaml")
	markPersistent(c, "resolver", "json")
	markPersistent(c, "enrichments")
	markPersistent(c, "targets")
	sub := func(what, short string, checks func() ([]lintCheck, error)) {
		c.AddCommand(&cobra.Command{
			Use: what, Short: short, Args: noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				todo, err := checks()
				if err != nil {
					return err
				}
				return l.run(cmd, todo)
			},
		})
	}
	sub("config", "Check config.yml (-c)", func() ([]lintCheck, error) { return l.need("config", l.config, l.checkConfig) })
	sub("resolver", "Check the resolver file (-r)", func() ([]lintCheck, error) { return l.need("resolver", l.resolver, l.checkResolver) })
	sub("enrichments", "Check the enrichments folder (-n), and the resolver (-r)", func() ([]lintCheck, error) {
		todo, err := l.need("enrichments", l.enrichments, l.checkEnrichments)
		return l.withResolver(todo), err
	})
	sub("targets", "Check the targets folder (-t), and the resolver (-r)", func() ([]lintCheck, error) {
		todo, err := l.need("targets", l.targets, l.checkTargets)
		return l.withResolver(todo), err
	})
	sub("all", "Check every file that is named", l.all)
	return c
}

// A lintCheck checks one kind of files. Its answer begins with what was checked, in
// a few words.
type lintCheck func(context.Context) (what string, l *config.Lint, err error)

func (l *lintFlags) need(flag, value string, check lintCheck) ([]lintCheck, error) {
	if value == "" {
		return nil, usagef("--%s is required", flag)
	}
	return []lintCheck{check}, nil
}

// withResolver puts the check of the resolver, if one is named, before others.
func (l *lintFlags) withResolver(todo []lintCheck) []lintCheck {
	if l.resolver == "" {
		return todo
	}
	return append([]lintCheck{l.checkResolver}, todo...)
}

// all checks what is named, and what lies beside a configuration that is named.
func (l *lintFlags) all() ([]lintCheck, error) {
	f := config.Files{Config: l.config, Resolver: l.resolver, Enrichments: l.enrichments, Targets: l.targets}.Beside()
	l.resolver, l.enrichments, l.targets = f.Resolver, f.Enrichments, f.Targets
	var todo []lintCheck
	for _, c := range []struct {
		value string
		check lintCheck
	}{
		{l.config, l.checkConfig}, {l.resolver, l.checkResolver},
		{l.enrichments, l.checkEnrichments}, {l.targets, l.checkTargets},
	} {
		if c.value != "" {
			todo = append(todo, c.check)
		}
	}
	if todo == nil {
		return nil, usagef("name what to check: --config, --resolver, --enrichments, --targets")
	}
	return todo, nil
}

func (l *lintFlags) checkConfig(context.Context) (string, *config.Lint, error) {
	found, err := config.LintConfig(l.config, os.LookupEnv)
	if err == nil {
		l.checked = found.Config
	}
	return "configuration " + l.config, found, err
}

func (l *lintFlags) checkResolver(context.Context) (string, *config.Lint, error) {
	found, err := config.LintResolver(l.resolver, os.LookupEnv)
	return "resolver " + l.resolver, found, err
}

func (l *lintFlags) checkEnrichments(ctx context.Context) (string, *config.Lint, error) {
	what, found, err := l.checkFolder(ctx, "enrichment", l.enrichments, config.LintEnrichments)
	if err != nil || l.checked == nil {
		return what, found, err
	}
	unheard, err := config.LintFeed(l.checked, l.enrichments)
	found.Warnings = append(found.Warnings, unheard...)
	return what, found, err
}

func (l *lintFlags) checkTargets(ctx context.Context) (string, *config.Lint, error) {
	return l.checkFolder(ctx, "target", l.targets, config.LintTargets)
}

func (l *lintFlags) checkFolder(ctx context.Context, noun, dir string,
	check func(context.Context, string, config.Schemas) (*config.Lint, error)) (string, *config.Lint, error) {
	schemas, err := openSchemas(l.resolver)
	if err != nil {
		return "", nil, err
	}
	found, err := check(ctx, dir, schemas)
	if err != nil {
		return "", nil, err
	}
	return count(int64(found.Checked), noun) + " in " + dir, found, nil
}

// errResolver says that folders could not be checked.
var errResolver = errors.New("the resolver has findings: what needs it was not checked")

// run works off the checks. A resolver with findings ends it: nothing can be
// looked up with it.
func (l *lintFlags) run(cmd *cobra.Command, todo []lintCheck) error {
	all := config.Lint{}
	var failed error
	for i, check := range todo {
		what, found, err := check(cmd.Context())
		var wrong *iglu.ConfigError
		if errors.As(err, &wrong) && i > 0 {
			failed = errResolver
			break
		}
		if err != nil {
			return err
		}
		all.Problems, all.Warnings = append(all.Problems, found.Problems...), append(all.Warnings, found.Warnings...)
		if len(found.Problems) == 0 && !l.json {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: no findings\n", what)
		}
	}
	if err := l.print(cmd.OutOrStdout(), cmd.ErrOrStderr(), &all); err != nil {
		return err
	}
	if failed != nil || len(all.Problems) > 0 {
		return &exitError{Code: exitFailed, Err: failed}
	}
	return nil
}

func (l *lintFlags) print(stdout, stderr io.Writer, found *config.Lint) error {
	if l.json {
		return writeJSON(stdout, struct {
			Findings config.Problems `json:"findings"`
			Warnings config.Problems `json:"warnings"`
		}{append(config.Problems{}, found.Problems...), append(config.Problems{}, found.Warnings...)})
	}
	for _, p := range found.Warnings {
		fmt.Fprintf(stderr, "warning: %v\n", p)
	}
	for _, p := range found.Problems {
		fmt.Fprintln(stderr, p)
	}
	return nil
}
