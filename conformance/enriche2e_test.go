package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

func init() { register("enrich-end-to-end", runEndToEnd) }

// An endToEnd is what became of the records of a case.
type endToEnd struct {
	events []map[string]string
	rows   []*badrow.Row
	also   [][]badrow.Message
}

func (o *endToEnd) Good(e *event.Event) error {
	o.events = append(o.events, columnsOf(e))
	return nil
}

func (o *endToEnd) Bad(r *badrow.Row) error {
	line := r.Append(nil)
	back, err := badrow.Read(line)
	if err = errors.Join(err, validBadRow(line)); err != nil {
		return err
	}
	ms := append(append([]badrow.Message(nil), r.Messages...), r.Also...)
	for i := range ms {
		ms[i].Value.Value = strings.Clone(ms[i].Value.Value)
	}
	o.rows, o.also = append(o.rows, back), append(o.also, ms)
	return nil
}

type endToEndExpect struct {
	Good, Bad int
	Discarded int
	Events    []struct {
		Pinned   int `json:"pinned_columns"`
		Unpinned []string
		Columns  map[string]*string
	}
	Failures []struct {
		Index  int `json:"source_index"`
		Errors []wantFault
		Family string
	}
}

func runEndToEnd(_ *testing.T, f *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want endToEndExpect
	if err := decode(wanted, &want); err != nil {
		return err
	}
	records, err := recordsOf(c)
	if err != nil {
		return err
	}
	w, err := endToEndWorker(f, c)
	if err != nil {
		return err
	}
	var out endToEnd
	var counts enrich.Counts
	for i, r := range records {
		n, err := w.Record(context.Background(), r, uint64(i), &out)
		if err != nil {
			return err
		}
		counts.Add(n)
	}
	if adapterPending(out.rows) {
		return deviation("enrich-end-to-end", "adapter-not-built")
	}
	if counts.In != counts.Good+counts.Failed+counts.Skipped || int(counts.Good) != want.Good || int(counts.Failed) != want.Bad {
		return fmt.Errorf("counts %+v, want %d good and %d bad: %+v", counts, want.Good, want.Bad, out.also)
	}
	if want.Discarded > 0 && int(counts.Skipped) != want.Discarded {
		return fmt.Errorf("%d records skipped, want %d", counts.Skipped, want.Discarded)
	}
	for i := range want.Failures {
		x := &want.Failures[i]
		if err := compareFailure(x.Family, x.Errors, out.rows[i], out.also[i]); err != nil {
			return err
		}
	}
	for i := range want.Events {
		x := &want.Events[i]
		if err := comparePinned(x.Pinned, x.Unpinned, x.Columns, out.events[i]); err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
	}
	return nil
}

// adapterPending tells whether events failed for an adapter that is not built yet.
func adapterPending(rows []*badrow.Row) bool {
	building := false
	for topic := range pending {
		building = building || strings.HasPrefix(topic, "adapters-")
	}
	return building && slices.ContainsFunc(rows, func(r *badrow.Row) bool {
		return r.Family == badrow.AdapterFailures && r.Messages[0].Field == "vendor/version"
	})
}

func recordsOf(c *testCase) ([][]byte, error) {
	var in struct {
		Lines   []string
		Records []struct {
			Binary []byte `json:"binary_base64"`
		}
	}
	if err := decode(c.Input, &in); err != nil {
		return nil, err
	}
	var records [][]byte
	for _, l := range in.Lines {
		for _, part := range strings.Split(l, "\r\n") {
			records = append(records, []byte(part))
		}
	}
	for _, r := range in.Records {
		records = append(records, r.Binary)
	}
	return records, nil
}

func endToEndWorker(f *topicFile, c *testCase) (*enrich.Worker, error) {
	var in struct{ Format string }
	var config map[string]json.RawMessage
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config)); err != nil {
		return nil, err
	}
	var base string
	var bases map[string]endToEndBase
	if err := errors.Join(decode(config["base"], &base), decode(f.Configs, &bases)); err != nil {
		return nil, err
	}
	b := bases[base]
	format, err := payload.ByName(in.Format)
	if err != nil {
		return nil, err
	}
	set, err := folderSchemas()
	if err != nil {
		return nil, err
	}
	o := enrich.DefaultOptions()
	o.Format, o.Adapter, o.Schemas = format, adapter.NewRegistry(set), set
	o.Time, o.Version, o.Derived = b.Time, "1.2.3", enrich.KeepDerived
	configs, err := b.toggled(config)
	if err != nil {
		return nil, err
	}
	if o.Steps, err = endToEndSteps(configs); err != nil {
		return nil, err
	}
	e, err := enrich.New(o)
	if err != nil {
		return nil, err
	}
	return e.NewWorker(0), nil
}

type endToEndBase struct {
	Time        int64 `json:"etl_timestamp_ms"`
	Enrichments struct{ Data []json.RawMessage }
}

// toggled returns the enrichments of the base with the case's values in place of
// texts such as "<iab>", and only the lookups that the case names.
func (b *endToEndBase) toggled(config map[string]json.RawMessage) ([]json.RawMessage, error) {
	var anon struct {
		Enabled bool
		Octets  int `json:"anonOctets"`
	}
	var lookups []string
	if config["anon_ip"] != nil {
		if err := decode(config["anon_ip"], &anon); err != nil {
			return nil, err
		}
	}
	if config["ip_lookups"] != nil {
		if err := decode(config["ip_lookups"], &lookups); err != nil {
			return nil, err
		}
	}
	values := []string{`"<anon_ip.enabled>"`, fmt.Sprint(anon.Enabled), `"<anonOctets>"`, fmt.Sprint(anon.Octets)}
	for _, name := range []string{"javascript_script", "currency_conversion", "api_request", "sql_query", "iab"} {
		values = append(values, `"<`+name+`>"`, fmt.Sprint(string(config[name]) == "true"))
	}
	replace := strings.NewReplacer(values...)
	var out []json.RawMessage
	for _, e := range b.Enrichments.Data {
		text, err := onlyLookups(json.RawMessage(replace.Replace(string(e))), lookups)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// onlyLookups leaves the named lookups in a configuration of ip_lookups.
func onlyLookups(config json.RawMessage, names []string) (json.RawMessage, error) {
	if !strings.Contains(string(config), `/ip_lookups/`) {
		return config, nil
	}
	var c struct {
		Schema string `json:"schema"`
		Data   struct {
			Vendor     string                     `json:"vendor"`
			Name       string                     `json:"name"`
			Enabled    bool                       `json:"enabled"`
			Parameters map[string]json.RawMessage `json:"parameters"`
		} `json:"data"`
	}
	if err := json.Unmarshal(config, &c); err != nil {
		return nil, err
	}
	keep := map[string]json.RawMessage{}
	for _, n := range names {
		keep[n] = c.Data.Parameters[n]
	}
	c.Data.Parameters = keep
	return json.Marshal(c)
}

// compareFailure wants every fault that is named, and among those of the first
// phase no other.
func compareFailure(family string, want []wantFault, row *badrow.Row, all []badrow.Message) error {
	if family != "" && string(row.Family) != family {
		return fmt.Errorf("family %s, want %s", row.Family, family)
	}
	if len(row.Line) == 0 && row.Family != badrow.FormatViolation {
		return errors.New("failed event without the line")
	}
	params := map[string]*string{}
	if row.Request != nil {
		for _, p := range row.Request.Params {
			params[p.Name] = optionalText(p.Value)
		}
	}
	got := parameterFaults(&enriched{messages: all}, params)
	if row.Family == badrow.FormatViolation {
		got = formatFaults(all)
	}
	if err := compareFaults(want, got); err != nil {
		return err
	}
	if first := parameterFaults(&enriched{messages: row.Messages}, params); len(first) > len(want) {
		return fmt.Errorf("got %v, want %v", first, want)
	}
	return nil
}

// formatFaults names the faults of lines as this topic does.
func formatFaults(ms []badrow.Message) []wantFault {
	kinds := map[string]string{"timestamp": "line-timestamp", "line": "line-format", "path": "unknown-api-path", "querystring": "line-querystring"}
	var fs []wantFault
	for _, m := range ms {
		fs = append(fs, wantFault{kinds[m.Field], "", optionalText(m.Value)})
	}
	return fs
}

func comparePinned(n int, unpinned []string, want map[string]*string, got map[string]string) error {
	skip := map[string]bool{}
	for _, u := range unpinned {
		skip[u] = true
	}
	var errs []error
	for i := range n {
		c := event.Column(i)
		name := c.String()
		if skip[name] {
			continue
		}
		w := ""
		if p := want[name]; p != nil {
			w = *p
		}
		if g := got[name]; g != w && !(event.Table[c].Kind == event.JSON && w != "" && equalJSON(g, w)) {
			errs = append(errs, fmt.Errorf("%s = %q, want %q", name, g, w))
		}
	}
	return errors.Join(errs...)
}
