package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/config/lint"
)

// lintFlags are the options of R108's lint, and ours.
type lintFlags struct {
	config, resolver, enrichments, targets string
	json                                   bool
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
		Args: cobra.NoArgs,
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
	sub := func(what, short string, checks func() ([]lintCheck, error)) {
		c.AddCommand(&cobra.Command{
			Use: what, Short: short, Args: cobra.NoArgs,
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

// A lintCheck checks one kind of files. Its answer is what was checked, in a few
// words.
type lintCheck func(context.Context) (what string, ps, warnings config.Problems, err error)

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

func (l *lintFlags) all() ([]lintCheck, error) {
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

func (l *lintFlags) checkConfig(context.Context) (string, config.Problems, config.Problems, error) {
	ps, warnings, err := lint.Config(l.config, os.LookupEnv)
	return "configuration " + l.config, ps, warnings, err
}

func (l *lintFlags) checkResolver(context.Context) (string, config.Problems, config.Problems, error) {
	ps, err := lint.Resolver(l.resolver, os.LookupEnv)
	return "resolver " + l.resolver, ps, nil, err
}

func (l *lintFlags) checkEnrichments(ctx context.Context) (string, config.Problems, config.Problems, error) {
	schemas, err := openSchemas(l.resolver)
	if err != nil {
		return "", nil, nil, err
	}
	n, ps, err := lint.Enrichments(ctx, schemas, l.enrichments)
	return count(int64(n), "enrichment") + " in " + l.enrichments, ps, nil, err
}

func (l *lintFlags) checkTargets(ctx context.Context) (string, config.Problems, config.Problems, error) {
	schemas, err := openSchemas(l.resolver)
	if err != nil {
		return "", nil, nil, err
	}
	n, ps, err := lint.Targets(ctx, schemas, l.targets)
	return count(int64(n), "target") + " in " + l.targets, ps, nil, err
}

// run works off the checks. A resolver that is wrong ends it: nothing can be
// looked up with it.
func (l *lintFlags) run(cmd *cobra.Command, todo []lintCheck) error {
	found, warnings := config.Problems{}, config.Problems{}
	for _, check := range todo {
		what, ps, warns, err := check(cmd.Context())
		var ce config.Problems
		if errors.As(err, &ce) {
			ps, err = ce, nil
		}
		if err != nil && len(found) > 0 {
			break
		}
		if err != nil {
			return err
		}
		found, warnings = append(found, ps...), append(warnings, warns...)
		if len(ps) == 0 && !l.json {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: no findings\n", what)
		}
	}
	if l.json {
		if err := writeJSON(cmd.OutOrStdout(), map[string]config.Problems{"findings": found, "warnings": warnings}); err != nil {
			return err
		}
	} else {
		for _, p := range warnings {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: %v\n", p)
		}
		for _, p := range found {
			fmt.Fprintf(cmd.ErrOrStderr(), "%v\n", p)
		}
	}
	if len(found) > 0 {
		return &exitError{Code: exitFailed}
	}
	return nil
}
