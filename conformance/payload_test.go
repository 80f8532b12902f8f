package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/payload"
)

func init() {
	register("loaders-cloudfront", lineRunner("cloudfront"))
	register("loaders-clj-tomcat", lineRunner("clj-tomcat"))
	register("loaders-thrift", runThrift)
	register("loaders-tsv-ndjson", runTSVAndNDJSON)
	register("loaders-functions", runLoaderFunction)
	register("ip-extraction", runClientAddress)
}

// A payloadCase is a collector payload as the vectors write it. Pairs are
// [name, value or null].
type payloadCase struct {
	API struct {
		Vendor  string `json:"vendor"`
		Version string `json:"version"`
	} `json:"api"`
	Querystring [][2]*string `json:"querystring"`
	ContentType *string      `json:"content_type"`
	Body        *string      `json:"body"`
	Source      struct {
		Name     string  `json:"name"`
		Encoding string  `json:"encoding"`
		Hostname *string `json:"hostname"`
	} `json:"source"`
	Context payloadContext `json:"context"`
}

type payloadContext struct {
	Timestamp *string  `json:"timestamp"`
	IP        *string  `json:"ip_address"`
	UserAgent *string  `json:"useragent"`
	Referer   *string  `json:"referer_uri"`
	Headers   []string `json:"headers"`
	UserID    *string  `json:"user_id"`
}

type payloadExpect struct {
	Result  string           `json:"result"`
	Payload *payloadCase     `json:"payload"`
	Errors  []map[string]any `json:"errors"`
}

func lineRunner(format string) runner {
	return func(_ *testing.T, _ *topicFile, c *testCase) error {
		var in struct{ Line string }
		if err := decode(c.Input, &in); err != nil {
			return err
		}
		return checkRecord(c, format, []byte(in.Line))
	}
}

// checkRecord parses one record and compares payload, skip or errors.
func checkRecord(c *testCase, format string, record []byte) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want payloadExpect
	if err := decode(wanted, &want); err != nil {
		return err
	}
	f, err := payload.ByName(format)
	var p payload.Payload
	if err == nil {
		err = f.Parse(record, &p)
	}
	return comparePayload(&want, &p, err)
}

func comparePayload(want *payloadExpect, p *payload.Payload, err error) error {
	switch want.Result {
	case "ignored":
		if !errors.Is(err, payload.ErrSkip) {
			return fmt.Errorf("got %v, want the record skipped", err)
		}
		return nil
	case "bad":
		return compareErrors(want.Errors, errorFacts(err))
	case "payload":
		if err != nil {
			return err
		}
		if got := describePayload(p); !reflect.DeepEqual(normal(got), normal(want.Payload)) {
			return fmt.Errorf("got  %s\nwant %s", text(got), text(want.Payload))
		}
		return nil
	}
	return fmt.Errorf("result %q is not known to the runner", want.Result)
}

func describePayload(p *payload.Payload) *payloadCase {
	d := &payloadCase{ContentType: optional(p.ContentType), Body: optional(p.Body)}
	d.API.Vendor, d.API.Version = p.Vendor, p.Version
	for _, q := range p.Query {
		d.Querystring = append(d.Querystring, [2]*string{&q.Name, optional(q.Value)})
	}
	d.Source.Name, d.Source.Encoding, d.Source.Hostname = p.Source, p.Encoding, optional(p.Hostname)
	d.Context = payloadContext{
		IP: optional(p.IP), UserAgent: optional(p.UserAgent), Referer: optional(p.Referer),
		Headers: p.Headers, UserID: optional(p.UserID),
	}
	if p.HasTimestamp {
		t := time.UnixMilli(p.Timestamp).UTC().Format("2006-01-02T15:04:05.000Z")
		d.Context.Timestamp = &t
	}
	return d
}

// buildPayload makes the payload that a case describes.
func buildPayload(d *payloadCase) (*payload.Payload, error) {
	p := &payload.Payload{
		Vendor: d.API.Vendor, Version: d.API.Version, ContentType: given(d.ContentType), Body: given(d.Body),
		Source: d.Source.Name, Encoding: d.Source.Encoding, Hostname: given(d.Source.Hostname),
		IP: given(d.Context.IP), UserAgent: given(d.Context.UserAgent), Referer: given(d.Context.Referer),
		Headers: d.Context.Headers, UserID: given(d.Context.UserID),
	}
	for _, q := range d.Querystring {
		p.Query = append(p.Query, payload.Pair{Name: *q[0], Value: given(q[1])})
	}
	if d.Context.Timestamp != nil {
		t, err := time.Parse(time.RFC3339Nano, *d.Context.Timestamp)
		if err != nil {
			return nil, err
		}
		p.Timestamp, p.HasTimestamp = t.UnixMilli(), true
	}
	return p, nil
}

func optional(t payload.Text) *string {
	if !t.Set {
		return nil
	}
	return &t.Value
}

func given(s *string) payload.Text {
	if s == nil {
		return payload.Text{}
	}
	return payload.Some(*s)
}

// normal is v as plain JSON values, with empty lists as null.
func normal(v any) any {
	var out any
	if err := json.Unmarshal([]byte(text(v)), &out); err != nil {
		panic(err)
	}
	return emptyAsNull(out)
}

func emptyAsNull(v any) any {
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = emptyAsNull(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = emptyAsNull(v[k])
		}
	}
	return v
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// A fact is one of our errors: its kind and all that it names.
type fact struct {
	kind  string
	names []string
}

// compareErrors matches errors as a set: by kind, and each must name what the
// case says.
func compareErrors(want []map[string]any, got []fact) error {
	rest := append([]fact(nil), got...)
	for _, w := range want {
		found := -1
		for i, g := range rest {
			if g.kind == w["kind"] && namesAll(g, w) {
				found = i
				break
			}
		}
		if found < 0 {
			return fmt.Errorf("got errors %+v, want one of %s", got, text(w))
		}
		rest = append(rest[:found], rest[found+1:]...)
	}
	if len(rest) > 0 {
		return fmt.Errorf("errors beyond those wanted: %+v", rest)
	}
	return nil
}

func namesAll(g fact, want map[string]any) bool {
	for key, v := range want {
		if key == "kind" || key == "note" {
			continue
		}
		texts, list := v.([]any)
		if !list {
			texts = []any{v}
		}
		for _, t := range texts {
			if t != nil && !g.says(fmt.Sprint(t)) {
				return false
			}
		}
	}
	return true
}

func (f fact) says(t string) bool {
	for _, n := range f.names {
		if n == t || t != "" && strings.Contains(n, t) {
			return true
		}
	}
	return false
}

func errorFacts(err error) []fact {
	var es payload.Errors
	if !errors.As(err, &es) {
		return []fact{{kind: fmt.Sprintf("%T: %v", err, err)}}
	}
	var fs []fact
	for _, e := range es {
		fs = append(fs, fact{string(e.Kind), []string{e.Field, e.Value, e.Want}})
	}
	return fs
}

func runThrift(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Record []byte `json:"bytes_base64"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if firstHeaderWins(c, in.Record) {
		return deviation("loaders-thrift", "forwarded-before-x-forwarded-for")
	}
	return checkRecord(c, "thrift", in.Record)
}

// firstHeaderWins tells whether the case wants the address of a Forwarded header
// though X-Forwarded-For has one.
func firstHeaderWins(c *testCase, record []byte) bool {
	var config struct{ Profile string }
	if len(c.Config) == 0 || decode(c.Config, &config) != nil || config.Profile != "r108" {
		return false
	}
	f, err := payload.ByName("thrift")
	if err != nil {
		return false
	}
	var p payload.Payload
	if f.Parse(record, &p) != nil || len(p.Headers) == 0 {
		return false
	}
	i := slices.IndexFunc(p.Headers, func(h string) bool { return strings.HasPrefix(strings.ToLower(h), "forwarded: ") })
	return i >= 0 && payload.ClientAddress(p.Headers[i+1:], payload.Text{}).Set
}

func runTSVAndNDJSON(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct{ Format, Line, Path *string }
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want struct {
		Result  string
		Loader  string
		Adapter *string
		API     struct{ Vendor, Version string }
		Errors  []map[string]any
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	switch {
	case in.Path != nil:
		vendor, version, ok := payload.APIPath(*in.Path)
		if ok != (want.Result == "api") || vendor != want.API.Vendor || version != want.API.Version {
			return fmt.Errorf("got %q %q %t, want %s", vendor, version, ok, wanted)
		}
		return nil
	case in.Line != nil:
		return checkRecord(c, *in.Format, []byte(*in.Line))
	}
	f, err := payload.ByName(*in.Format)
	if want.Result == "bad" {
		return compareErrors(want.Errors, errorFacts(err))
	}
	if err != nil {
		return err
	}
	name := want.Loader
	if want.Adapter != nil {
		name += "/" + *want.Adapter
	}
	if f.Loader() != want.Loader || f.Name() != name {
		return fmt.Errorf("got loader %q of format %q, want %s", f.Loader(), f.Name(), wanted)
	}
	return nil
}

func runClientAddress(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Headers  []string
		Fallback *string
	}
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want struct{ IP *string }
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	got := payload.ClientAddress(in.Headers, given(in.Fallback))
	if !reflect.DeepEqual(optional(got), want.IP) {
		return fmt.Errorf("got %s, want %s", text(optional(got)), text(want.IP))
	}
	return nil
}

func runLoaderFunction(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Function   string
		Value      *string
		Date, Time string
	}
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want struct {
		Result string
		Value  any
		Errors []map[string]any
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	got, facts, err := loaderFunction(in.Function, given(in.Value), in.Date, in.Time)
	if err != nil {
		return err
	}
	if want.Result == "bad" {
		return compareErrors(want.Errors, facts)
	}
	if facts != nil || !reflect.DeepEqual(normal(got), emptyAsNull(want.Value)) {
		return fmt.Errorf("got %s %v, want %s", text(got), facts, text(want.Value))
	}
	return nil
}

func loaderFunction(name string, in payload.Text, date, clock string) (any, []fact, error) {
	switch name {
	case "single-encode-percents":
		return string(payload.AppendSingleEncoded(nil, in.Value)), nil, nil
	case "decode-base64-url":
		return string(payload.AppendBase64(nil, in.Value)), nil, nil
	case "url-decode":
		out, ok := payload.AppendFormDecoded(nil, in.Value)
		if !ok {
			return nil, []fact{{"invalid-url-encoding", []string{in.Value}}}, nil
		}
		return string(out), nil, nil
	}
	if strings.ContainsAny(in.Value, " \t") && name != "parse-querystring" {
		// White space cannot stand in a field of a line: nothing to call.
		return nil, nil, deviation("loaders-functions", "white-space-in-a-field")
	}
	// The other functions have no life of their own: they are seen in what the
	// formats make of a record.
	fields := strings.Split("2014-01-28\t02:52:24\tHKG50\t829\t192.0.2.1\tGET\thost\t/i\t200\t-\t-\t-", "\t")
	switch name {
	case "parse-querystring":
		pairs, _, ok := payload.ParseQuery(nil, nil, in.Value)
		if !ok {
			return nil, []fact{{"invalid-querystring", []string{in.Value, "UTF-8"}}}, nil
		}
		return describePayload(&payload.Payload{Query: pairs}).Querystring, nil, nil
	case "clean-uri", "null-if-dash":
		fields[9] = in.Value
		if in.Value == "" {
			fields[9] = "-"
		}
	case "cloudfront-timestamp":
		fields[0], fields[1] = date, clock
	default:
		return nil, nil, fmt.Errorf("function %q is not known to the runner", name)
	}
	f, err := payload.ByName("cloudfront")
	if err != nil {
		return nil, nil, err
	}
	var p payload.Payload
	if err := f.Parse([]byte(strings.Join(fields, "\t")), &p); err != nil {
		return nil, errorFacts(err), nil
	}
	d := describePayload(&p)
	if name == "cloudfront-timestamp" {
		return d.Context.Timestamp, nil, nil
	}
	return d.Context.Referer, nil, nil
}
