package adapter_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

// schemas has payload_data 1-0-0 with the parameters that the tests send.
type schemas struct{ payloadData *iglu.Schema }

func (s schemas) ByURI(_ context.Context, uri string) (*iglu.Schema, error) {
	if uri != s.payloadData.Key().String() {
		return nil, iglu.ErrNotFound
	}
	return s.payloadData, nil
}

func newSchemas(t testing.TB) schemas {
	t.Helper()
	var props []string
	for _, n := range strings.Fields("tna aid p dtm tz e tid eid tv duid nuid uid lang page url refr cx ue_px vp ds vid sid stm res cd cookie cs") {
		props = append(props, `"`+n+`":{"type":"string"}`)
	}
	k, err := iglu.ParseKey("iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := iglu.Compile(k, []byte(`{"type":"array","minItems":1,"items":{"type":"object","properties":{`+
		strings.Join(props, ",")+`},"required":["tv","p","e"],"additionalProperties":false}}`))
	if err != nil {
		t.Fatal(err)
	}
	return schemas{s}
}

const event = `{"e":"pv","url":"http://shop.example.com/cards/oracles","page":"Oracle cards","refr":"http://www.example.org/",` +
	`"tv":"js-2.9.0","tna":"shop","aid":"shop-web","p":"web","tz":"Europe/Berlin","lang":"de-DE","cs":"UTF-8","res":"1440x900",` +
	`"cd":"24","cookie":"1","eid":"8712a379-4bcb-46ee-815d-85f26540577f","dtm":"1381175273884","vp":"1440x762","ds":"1440x4083",` +
	`"vid":"3","duid":"44a32544aac965f4","uid":"user-17","stm":"1381175274000","sid":"0b53c0f5-52d8-4d68-b1f2-6f9b8ef8c1b6"}`

func post(events ...string) *payload.Payload {
	return &payload.Payload{
		Vendor: "com.snowplowanalytics.snowplow", Version: "tp2", ContentType: payload.Some("application/json"),
		Body: payload.Some(`{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-0","data":[` +
			strings.Join(events, ",") + `]}`),
	}
}

func TestQuerystringLiesOnTop(t *testing.T) {
	p := post(`{"e":"pv","p":"web","tv":"1","uid":"body"}`, `{"e":"pp","p":"web","tv":"1"}`)
	p.Query = []payload.Pair{{Name: "uid", Value: payload.Some("first")}, {Name: "cv", Value: payload.Some("c")}, {Name: "uid", Value: payload.Some("last")}}
	var got []string
	err := adapter.NewRegistry(newSchemas(t)).Adapt(t.Context(), p, new(adapter.Scratch), func(r *adapter.Raw) error {
		var b strings.Builder
		for _, q := range r.Params {
			b.WriteString(q.Name + "=" + q.Value.Value + " ")
		}
		got = append(got, b.String())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"e=pv p=web tv=1 uid=last cv=c ", "e=pp p=web tv=1 uid=last cv=c "}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAllOrNothing(t *testing.T) {
	p := post(`{"e":"pv","p":"web","tv":"1"}`, `{"e":"pv","secret":"x","other":1,"tv":"1"}`)
	err := adapter.NewRegistry(newSchemas(t)).Adapt(t.Context(), p, new(adapter.Scratch), func(*adapter.Raw) error {
		t.Error("an event was emitted")
		return nil
	})
	var errs adapter.Errors
	if !errors.As(err, &errs) || len(errs) != 2 {
		t.Fatalf("got %v, want two errors", err)
	}
	for _, e := range errs {
		if e.Kind != adapter.SchemaValidation || e.Field != "/1" || e.Index != 1 {
			t.Errorf("got %+v, want a violation in event 1", e)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("error text %q has event content", err)
	}
}

type outage struct{}

func (outage) ByURI(context.Context, string) (*iglu.Schema, error) {
	return nil, errors.New("registry is down")
}

func TestOutageIsNoFailedEvent(t *testing.T) {
	err := adapter.NewRegistry(outage{}).Adapt(t.Context(), post(event), new(adapter.Scratch), func(*adapter.Raw) error { return nil })
	if errs := (adapter.Errors{}); err == nil || errors.As(err, &errs) {
		t.Errorf("got %v, want an outage", err)
	}
}

func BenchmarkTp2(b *testing.B) {
	r := adapter.NewRegistry(newSchemas(b))
	p := post(event, event, event, event, event)
	p.Query = []payload.Pair{{Name: "cv", Value: payload.Some("clj-2.1.0-tom-0.2.0")}, {Name: "nuid", Value: payload.Some("n")}}
	var s adapter.Scratch
	emit := func(*adapter.Raw) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Adapt(b.Context(), p, &s, emit); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTp1(b *testing.B) {
	r := adapter.NewRegistry(nil)
	p := &payload.Payload{Vendor: "com.snowplowanalytics.snowplow", Version: "tp1"}
	for _, f := range strings.Split(strings.Trim(event, "{}"), ",") {
		name, value, _ := strings.Cut(f, ":")
		p.Query = append(p.Query, payload.Pair{Name: strings.Trim(name, `"`), Value: payload.Some(value)})
	}
	var s adapter.Scratch
	emit := func(*adapter.Raw) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Adapt(b.Context(), p, &s, emit); err != nil {
			b.Fatal(err)
		}
	}
}
