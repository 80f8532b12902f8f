package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"testing"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

func init() {
	register("conversion-utils", runConversion)
	register("timestamps", runTimestamp)
	register("json-utils", runJSONParameter)
	register("page-uri", runPageURI)
	register("uri-components", runURIComponents)
	register("cross-domain", runCrossDomain)
}

// valueOutcome is what these topics expect: a value, or an error of a kind. The field
// and the value that an error must name are those of the input: conversions do
// not know the first and leave out the second.
type valueOutcome struct {
	OK    json.RawMessage `json:"ok"`
	Error *struct {
		Kind      string          `json:"kind"`
		Field     string          `json:"field"`
		Value     json.RawMessage `json:"value"`
		Formatted string          `json:"formatted"`
	} `json:"error"`
}

func (c *testCase) valueOutcome() (valueOutcome, error) {
	want, ok := c.want()
	if !ok {
		return valueOutcome{}, errDeviation
	}
	var o valueOutcome
	return o, decode(want, &o)
}

// check compares our answer: a JSON value, null for none, or an error.
func (o valueOutcome) check(got any, err error) error {
	if o.Error != nil {
		var ce *convert.Error
		if !errors.As(err, &ce) || string(ce.Kind) != o.Error.Kind {
			return fmt.Errorf("got %v, %v, want an error of kind %s", got, err, o.Error.Kind)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("got error %v, want %s", err, o.OK)
	}
	text, err := json.Marshal(got)
	if err != nil {
		return err
	}
	return sameValue(text, o.OK)
}

func sameValue(got, want json.RawMessage) error {
	var a, b any
	if err := decode(got, &a); err != nil {
		return err
	}
	if err := decode(want, &b); err != nil {
		return err
	}
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("got %s, want %s", got, want)
	}
	return nil
}

// paramValue reads a JSON string or null as a parameter's value.
func paramValue(raw json.RawMessage) (payload.Text, error) {
	var s *string
	if len(raw) == 0 {
		return payload.Text{}, nil
	}
	if err := decode(raw, &s); err != nil || s == nil {
		return payload.Text{}, err
	}
	return payload.Some(*s), nil
}

// columnValue is the value of a column: null for an empty one.
func columnValue(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// numberValue is a column's text as a JSON number.
func numberValue(s string) any {
	if s == "" {
		return nil
	}
	return json.Number(s)
}

func convertText(f convert.Func, v payload.Text) (string, error) {
	b, err := f(nil, v)
	return string(b), err
}

func runConversion(_ *testing.T, _ *topicFile, c *testCase) error {
	o, err := c.valueOutcome()
	if err != nil {
		return err
	}
	var in struct {
		Function string          `json:"function"`
		Value    json.RawMessage `json:"value"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if in.Function == "float32-to-text" {
		f, err := strconv.ParseFloat(string(in.Value), 32)
		if err != nil {
			return err
		}
		return o.check(string(convert.AppendFloat32(nil, float32(f))), nil)
	}
	v, err := paramValue(in.Value)
	if err != nil {
		return err
	}
	got, err := convertValue(in.Function, v)
	return o.check(got, err)
}

// convertValue runs the conversion that the cases call by a name of their own.
func convertValue(function string, v payload.Text) (any, error) {
	switch function {
	case "make-tsv-safe":
		s, err := convertText(convert.Text, v)
		return columnValue(s), err
	case "string-to-integer":
		s, err := convertText(convert.Integer, v)
		return numberValue(s), err
	case "validate-integer":
		s, err := convertText(convert.Integer, v)
		return columnValue(s), err
	case "string-to-doublelike":
		s, err := convertText(convert.Decimal, v)
		return columnValue(s), err
	case "string-to-boolean-byte":
		s, err := convertText(convert.Bool, v)
		return numberValue(s), err
	case "validate-uuid":
		return convertText(convert.UUID, v)
	case "decode-base64-url":
		return convertText(convert.Base64, v)
	case "url-decode":
		b, ok := payload.AppendFormDecoded(nil, v.Value)
		if !ok {
			return nil, &convert.Error{Kind: "url-decode"}
		}
		return string(b), nil
	case "single-encode-percents":
		return string(payload.AppendSingleEncoded(nil, v.Value)), nil
	case "string-to-uri":
		if !v.Set {
			return nil, nil
		}
		return pageuri.Parse(v.Value).Text, nil
	case "explode-uri":
		u := pageuri.Parse(v.Value)
		return map[string]any{
			"scheme": columnValue(u.Scheme), "host": columnValue(u.Host), "port": u.Port,
			"path": columnValue(u.Path), "query": columnValue(u.Query), "fragment": columnValue(u.Fragment),
		}, nil
	case "extract-querystring":
		u := pageuri.Parse(v.Value)
		pairs, _ := u.Pairs(nil, nil, "")
		list := [][2]any{}
		for _, p := range pairs {
			item := [2]any{p.Name, nil}
			if p.Value.Set {
				item[1] = p.Value.Value
			}
			list = append(list, item)
		}
		return list, nil
	case "extract-inet-address":
		return fullAddress(payload.ClientAddress([]string{"X-Forwarded-For: " + v.Value}, payload.Text{}))
	}
	return nil, fmt.Errorf("unknown function %s", function)
}

// fullAddress writes an address as the JVM does: IPv6 as eight groups without
// leading zeros.
func fullAddress(v payload.Text) (any, error) {
	if !v.Set {
		return nil, nil
	}
	a, err := netip.ParseAddr(v.Value)
	if err != nil || a.Is4() {
		return a.String(), err
	}
	s := ""
	for i, b := 0, a.As16(); i < 16; i += 2 {
		if i > 0 {
			s += ":"
		}
		s += strconv.FormatUint(uint64(b[i])<<8|uint64(b[i+1]), 16)
	}
	return s, nil
}

func runTimestamp(_ *testing.T, _ *topicFile, c *testCase) error {
	o, err := c.valueOutcome()
	if err != nil {
		return err
	}
	var in struct {
		Function  string          `json:"function"`
		Value     json.RawMessage `json:"value"`
		EpochMS   *int64          `json:"epoch_ms"`
		Created   string          `json:"dvce_created_tstamp"`
		Sent      string          `json:"dvce_sent_tstamp"`
		Collector string          `json:"collector_tstamp"`
		Exact     string          `json:"true_tstamp"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	var ms int64
	if in.EpochMS != nil {
		ms = *in.EpochMS
	}
	var got string
	switch in.Function {
	case "derived-tstamp":
		got = string(convert.AppendDerived(nil, in.Collector, in.Created, in.Sent, in.Exact))
	case "format-timestamp":
		got = string(convert.AppendTimestamp(nil, ms))
	case "format-collector-tstamp":
		var b []byte
		b, err = convert.CollectorTimestamp(nil, ms, in.EpochMS != nil)
		got = string(b)
	case "extract-timestamp":
		var v payload.Text
		if v, err = paramValue(in.Value); err != nil {
			return err
		}
		if got, err = convertText(convert.Timestamp, v); err != nil && o.Error != nil && o.Error.Formatted != "" {
			if ms, err = strconv.ParseInt(v.Value, 10, 64); err != nil {
				return err
			}
			_, err = convert.Millis(v)
		}
	default:
		return fmt.Errorf("unknown function %s", in.Function)
	}
	if o.Error != nil && o.Error.Formatted != "" {
		if s := string(convert.AppendTimestamp(nil, ms)); s != o.Error.Formatted {
			return fmt.Errorf("formatted %s, want %s", s, o.Error.Formatted)
		}
	}
	return o.check(columnValue(got), err)
}

func runJSONParameter(_ *testing.T, _ *topicFile, c *testCase) error {
	o, err := c.valueOutcome()
	if err != nil {
		return err
	}
	var in struct {
		Value string `json:"value"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	var d jsondoc.Doc
	if err := convert.JSON(&d, []byte(in.Value), jsondoc.DefaultDepth); err != nil {
		return o.check(nil, err)
	}
	return o.check(string(d.Root().AppendCompact(nil)), nil)
}

func runPageURI(_ *testing.T, _ *topicFile, c *testCase) error {
	o, err := c.valueOutcome()
	if err != nil {
		return err
	}
	var in struct {
		Function string          `json:"function"`
		Value    json.RawMessage `json:"value"`
		Referer  json.RawMessage `json:"from_referer"`
		Tracker  json.RawMessage `json:"from_tracker"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	v, err := paramValue(in.Value)
	if err != nil {
		return err
	}
	if in.Function == "extract-page-uri" {
		referer, err := paramValue(in.Referer)
		if err != nil {
			return err
		}
		if v, err = paramValue(in.Tracker); err != nil {
			return err
		}
		if v.Value == "" {
			v = referer
		}
	}
	if !v.Set {
		return o.check(nil, nil)
	}
	return o.check(pageuri.Parse(v.Value).Text, nil)
}

func runURIComponents(_ *testing.T, _ *topicFile, c *testCase) error {
	raw, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want struct {
		Strict  bool            `json:"strict"`
		Columns json.RawMessage `json:"columns"`
	}
	if err := decode(raw, &want); err != nil {
		return err
	}
	var in struct {
		URI string `json:"uri"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	u := pageuri.Parse(in.URI)
	columns := map[string]any{
		"url": columnValue(u.Text), "urlscheme": columnValue(u.Scheme), "urlhost": columnValue(u.Host), "urlport": nil,
		"urlpath": columnValue(u.Path), "urlquery": columnValue(u.Query), "urlfragment": columnValue(u.Fragment),
	}
	if u.Valid {
		columns["urlport"] = u.Port
	}
	got, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	if want.Columns != nil {
		return sameValue(got, want.Columns)
	}
	// The grammar refuses it: either it was re-encoded, or it stays as it is
	// without any component.
	if u.Valid && u.Text == in.URI || !u.Valid && u != (pageuri.URI{Text: in.URI}) {
		return fmt.Errorf("got %s of an address that has to be re-encoded", got)
	}
	return nil
}

func runCrossDomain(_ *testing.T, _ *topicFile, c *testCase) error {
	o, err := c.valueOutcome()
	if err != nil {
		return err
	}
	var in struct {
		Query [][2]*string `json:"querystring"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	var config struct {
		Enabled bool `json:"cross_navigation_enabled"`
	}
	if len(c.Config) > 0 {
		if err := decode(c.Config, &config); err != nil {
			return err
		}
	}
	var pairs []payload.Pair
	for _, item := range in.Query {
		p := payload.Pair{Name: *item[0]}
		if item[1] != nil {
			p.Value = payload.Some(*item[1])
		}
		pairs = append(pairs, p)
	}
	cross := pageuri.ParseCrossDomain(pairs)
	got := map[string]any{"refr_domain_userid": columnValue(cross.UserID), "refr_dvce_tstamp": nil}
	if cross.Timed {
		got["refr_dvce_tstamp"] = string(convert.AppendTimestamp(nil, cross.Time))
	}
	var want map[string]json.RawMessage
	if o.Error == nil {
		if err := decode(o.OK, &want); err != nil {
			return err
		}
	}
	if _, ok := want["context"]; ok {
		got["context"] = nil
		data, has, err := cross.AppendNavigation(nil)
		if err != nil {
			return o.check(nil, err)
		}
		if config.Enabled && has {
			e := event.Entity{Schema: pageuri.NavigationSchema, Data: string(data)}
			got["context"] = map[string]any{"schema": e.Schema, "data": json.RawMessage(e.Data)}
		}
	}
	return o.check(got, nil)
}
