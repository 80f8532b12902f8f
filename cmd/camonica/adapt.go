package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/payload"
)

type adaptFlags struct {
	vendor, version, contentType, query, resolver string
	adapters                                      adaptersFlag
	json                                          bool
}

func newAdapt() *cobra.Command {
	var a adaptFlags
	c := &cobra.Command{
		Use:   "adapt --vendor VENDOR --version VERSION [FILE]",
		Short: "Show what one webhook's request becomes",
		Long: `adapt takes the body of one request, from a file or from standard input, as if it had
been sent to /VENDOR/VERSION of a collector, and shows the raw events that it becomes,
with their tracker parameters. Nothing is written, and nothing sent anywhere but to the
service of a remote adapter, if --adapters names one for the path.`,
		Example: `  camonica adapt --vendor com.sendgrid --version v3 --content-type application/json body.json
  camonica adapt --vendor com.snowplowanalytics.snowplow --version tp1 --query 'e=pv&p=web' /dev/null`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error { return a.run(cmd, args) },
	}
	f := c.Flags()
	f.StringVar(&a.vendor, "vendor", "", "vendor in the path (required)")
	f.StringVar(&a.version, "version", "", "version in the path (required)")
	f.StringVar(&a.contentType, "content-type", "", "content type of the body")
	f.StringVar(&a.query, "query", "", "querystring")
	f.StringVarP(&a.resolver, "resolver", "r", "", "Iglu resolver file (default: the schemas of the program)")
	f.BoolVar(&a.json, "json", false, "events as JSON")
	a.adapters.register(c)
	filesNamed(c, "resolver", "json")
	words(c, "content-type", "application/json", "application/x-www-form-urlencoded")
	return c
}

// A rawEvent is a raw event as it is shown.
type rawEvent struct {
	Parameters []rawParameter `json:"parameters"`
}

type rawParameter struct {
	Name  string          `json:"name"`
	Value string          `json:"value"`
	JSON  json.RawMessage `json:"json,omitempty"` // the value, if it is a JSON object
}

func (a *adaptFlags) run(cmd *cobra.Command, args []string) error {
	if a.vendor == "" || a.version == "" {
		return usagef("--vendor and --version are required")
	}
	p, err := a.payload(cmd, args)
	if err != nil {
		return err
	}
	schemas, err := openSchemas(a.resolver)
	if err != nil {
		return err
	}
	adapters, err := a.adapters.open(schemas, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	events := []rawEvent{}
	var s adapter.Scratch
	err = adapters.Adapt(cmd.Context(), p, &s, func(r *adapter.Raw) error {
		events = append(events, newRawEvent(r))
		return nil
	})
	var wrong adapter.Errors
	if errors.As(err, &wrong) {
		return refused(cmd.ErrOrStderr(), wrong)
	}
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(cmd.OutOrStdout(), events)
	}
	return printRaw(cmd.OutOrStdout(), events)
}

func (a *adaptFlags) payload(cmd *cobra.Command, args []string) (*payload.Payload, error) {
	name := "-"
	if len(args) > 0 {
		name = args[0]
	}
	body, err := readInput(stdin(cmd), name)
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	p := &payload.Payload{Vendor: a.vendor, Version: a.version, Source: "adapt", Encoding: "UTF-8"}
	if len(body) > 0 {
		p.Body = payload.Some(string(body))
	}
	if a.contentType != "" {
		p.ContentType = payload.Some(a.contentType)
	}
	var ok bool
	if p.Query, _, ok = payload.ParseQuery(nil, nil, strings.TrimPrefix(a.query, "?")); !ok {
		return nil, usagef("--query is no querystring")
	}
	return p, nil
}

func newRawEvent(r *adapter.Raw) rawEvent {
	e := rawEvent{Parameters: []rawParameter{}}
	for _, q := range r.Params {
		v := strings.Clone(q.Value.Value)
		param := rawParameter{Name: strings.Clone(q.Name), Value: v}
		if strings.HasPrefix(v, "{") && json.Valid([]byte(v)) {
			param.JSON = json.RawMessage(v)
		}
		e.Parameters = append(e.Parameters, param)
	}
	return e
}

func printRaw(w io.Writer, events []rawEvent) error {
	for i, e := range events {
		fmt.Fprintf(w, "event %d of %d\n", i+1, len(events))
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, p := range e.Parameters {
			fmt.Fprintf(t, "  %s\t%s\n", p.Name, p.Value)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// refused tells why the request became no events. What is wrong with it is shown
// to whoever has it, so values are shown, too.
func refused(w io.Writer, wrong adapter.Errors) error {
	for _, e := range wrong {
		fmt.Fprintf(w, "%s", e.Kind)
		for _, part := range []string{e.Field, e.Value.Value, strings.Join(e.Names, ", ")} {
			if part != "" {
				fmt.Fprintf(w, ": %s", part)
			}
		}
		fmt.Fprintf(w, ": %s\n", e.Want)
	}
	return &exitError{Code: exitFailed, Err: errors.New("the request becomes no events, but one failed event")}
}
