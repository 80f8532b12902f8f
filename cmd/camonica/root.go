package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/build"
)

// Groups of the command list.
const (
	groupStart = "start"
	groupRun   = "run"
	groupStep  = "step"
	groupLook  = "look"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "camonica",
		Short: "Collect, validate, enrich, shred and load behavioural events, encrypted end to end",
		Long: `camonica takes raw collector logs of Snowplow trackers, turns them into validated,
enriched, de-duplicated events, and loads them into a database or a lake. Every
byte that it writes in between is sealed with keys that you hold.`,
		Example: `  camonica demo                        see it work: sample logs, whole pipeline, three queries
  camonica init shop                   a pipeline of your own, in a folder
  camonica run -c shop/config.yml      take the raw logs of the moment through it
  camonica query -c shop/config.yml 'SELECT count(*) FROM atomic.events'
  zcat logs/*.gz | camonica enrich --format clj-tomcat > enriched.tsv`,
		Version:       build.String(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := cmd.Help(); err != nil {
				return err
			}
			return usageError{fmt.Errorf("a command is needed")}
		},
	}
	root.SetVersionTemplate("camonica {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddGroup(
		&cobra.Group{ID: groupStart, Title: "To begin:"},
		&cobra.Group{ID: groupRun, Title: "The pipeline:"},
		&cobra.Group{ID: groupStep, Title: "Single steps, as filters:"},
		&cobra.Group{ID: groupLook, Title: "To look and check:"},
	)
	root.SetHelpCommandGroupID(groupLook)
	root.SetCompletionCommandGroupID(groupLook)
	for _, c := range commands() {
		root.AddCommand(c)
	}
	return root
}

// grouped puts a command into a group of the command list.
func grouped(group string, c *cobra.Command) *cobra.Command {
	c.GroupID = group
	return c
}

func commands() []*cobra.Command {
	return []*cobra.Command{
		grouped(groupStart, newInit()),
		grouped(groupStart, newDemo()),
		grouped(groupRun, newRun()),
		grouped(groupRun, newStatus()),
		grouped(groupRun, newQuery()),
		grouped(groupRun, newKeys()),
		grouped(groupRun, newWorker()),
		grouped(groupStep, newEnrich()),
		grouped(groupStep, newShred()),
		grouped(groupStep, newLoad()),
		grouped(groupStep, newConvert()),
		grouped(groupStep, newAdapt()),
		grouped(groupLook, newAdapters()),
		grouped(groupLook, newInspect()),
		grouped(groupLook, newLint()),
		grouped(groupLook, newSchemas()),
		grouped(groupLook, newPII()),
		grouped(groupLook, newBench()),
	}
}
