package enrich_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

// memory is a registry that answers from memory, by URI.
type memory map[string]string

func (m memory) Lookup(_ context.Context, k iglu.Key) ([]byte, error) {
	if s, ok := m[k.String()]; ok {
		return []byte(s), nil
	}
	return nil, iglu.ErrNotFound
}

const wrapperItem = `{"type":"object","properties":{"schema":{"type":"string","pattern":"^iglu:[a-zA-Z0-9-_.]+/[a-zA-Z0-9-_]+/[a-zA-Z0-9-_]+/[0-9]+-[0-9]+-[0-9]+$"},"data":{}},"required":["schema","data"],"additionalProperties":false}`

var schemas = func() *iglu.Set {
	m := memory{}
	add := func(uri, schema string) { m[uri] = schema }
	const snowplow = "iglu:com.snowplowanalytics.snowplow/"
	add(snowplow+"contexts/jsonschema/1-0-0", `{"type":"array","items":`+wrapperItem+`,"minItems":1}`)
	add(snowplow+"contexts/jsonschema/1-0-1", `{"type":"array","items":`+wrapperItem+`}`)
	add(snowplow+"unstruct_event/jsonschema/1-0-0", wrapperItem)
	names := strings.Fields("aid cd co cookie cs cx ds dtm duid e eid f_pdf ip lang nuid p page refr res se_ac se_ca se_la se_pr se_va sid stm tid tna ttm tv tz ua ue_pr ue_px uid url vid vp")
	props := make([]string, len(names))
	for i, n := range names {
		props[i] = fmt.Sprintf(`%q:{"type":"string"}`, n)
	}
	add(snowplow+"payload_data/jsonschema/1-0-4", `{"type":"array","minItems":1,"items":{"type":"object","properties":{`+
		strings.Join(props, ",")+`},"required":["tv","p","e"],"additionalProperties":false}}`)
	add(snowplow+"web_page/jsonschema/1-0-0", `{"type":"object","properties":{"id":{"type":"string","maxLength":36,"format":"uuid"}},"required":["id"],"additionalProperties":false}`)
	add("iglu:com.acme/user/jsonschema/1-0-0", `{"type":"object","properties":{"plan":{"enum":["free","paid"]},"age":{"type":"integer","minimum":0,"maximum":150},"name":{"type":"string","maxLength":64}},"required":["plan"],"additionalProperties":false}`)
	add("iglu:com.acme/click/jsonschema/1-0-0", `{"type":"object","properties":{"target":{"type":"string","minLength":1},"classes":{"type":"array","items":{"type":"string"}}},"required":["target"],"additionalProperties":false}`)
	add("iglu:com.acme/cart/jsonschema/1-0-0", `{"type":"object","$supersededBy":"1-0-1","properties":{"a":{}},"additionalProperties":false}`)
	add("iglu:com.acme/cart/jsonschema/1-0-1", `{"type":"object","properties":{"a":{},"b":{}},"additionalProperties":false}`)
	add("iglu:com.acme/broken/jsonschema/1-0-0", `{"type":"nothing"}`)
	return iglu.NewSet([]iglu.Source{{Name: "memory", Class: iglu.ClassMemory, Registry: m}}, iglu.Options{})
}()

// An output collects what comes of records, as text.
type output struct {
	good, incomplete []string
	bad              []*badrow.Row
	lines            []string
}

func (o *output) Good(e *event.Event) error {
	o.good = append(o.good, string(e.AppendTSV(nil)))
	return nil
}

func (o *output) Incomplete(e *event.Event) error {
	o.incomplete = append(o.incomplete, string(e.AppendTSV(nil)))
	return nil
}

func (o *output) Bad(r *badrow.Row) error {
	line := r.Append(nil)
	back, err := badrow.Read(line)
	if err != nil {
		return err
	}
	o.bad, o.lines = append(o.bad, back), append(o.lines, string(line))
	return nil
}

func column(row string, c event.Column) string { return strings.Split(row, "\t")[c] }

func newWorker(tb testing.TB, change func(*enrich.Options)) *enrich.Worker {
	tb.Helper()
	format, err := payload.ByName("clj-tomcat")
	if err != nil {
		tb.Fatal(err)
	}
	o := enrich.DefaultOptions()
	o.Format, o.Schemas, o.Adapter = format, schemas, adapter.NewRegistry(schemas)
	o.Time, o.Version = 1700000000000, "1.2.3"
	if change != nil {
		change(&o)
	}
	e, err := enrich.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return e.NewWorker(0)
}

// line is a record of the Clojure Collector; body may be empty.
func line(query, body string) []byte {
	s := "2024-05-06\t07:08:09\t-\t43\t192.0.2.7\tGET\t192.0.2.7\t/i\t200\thttps://shop.example/start\tMozilla%2F5.0+%28X11%29\t" + query
	if body != "" {
		s += "-"
		s = strings.Replace(s, "\tGET\t", "\tPOST\t", 1)
		s = strings.Replace(s, "\t/i\t", "\t/com.snowplowanalytics.snowplow/tp2\t", 1)
		s += "\t-\t-\t-\tapplication%2Fjson%3B+charset%3Dutf-8\t" + base64.StdEncoding.EncodeToString([]byte(body))
	}
	return []byte(s)
}

// get is the record of a GET request with the parameters, given as name and
// value in turn.
func get(params ...string) []byte {
	q := "e=pv&p=web&tv=test-1"
	for i := 0; i < len(params); i += 2 {
		q += "&" + params[i] + "=" + url.QueryEscape(params[i+1])
	}
	return line(q, "")
}

const (
	contextsData = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[` +
		`{"schema":"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0","data":{"id":"0c4a8bb0-5ff1-4ec8-8b4c-5e2d4c8f6b3a"}},` +
		`{"schema":"iglu:com.acme/user/jsonschema/1-0-0","data":{"plan":"paid","age":42,"name":"Ada"}}]}`
	unstructData = `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":` +
		`{"schema":"iglu:com.acme/click/jsonschema/1-0-0","data":{"target":"https://shop.example/cart","classes":["a","b"]}}}`
)

// trackerEvent is an event as the JavaScript tracker sends it, some 1.2 kB.
func trackerEvent(id int) string {
	cx := base64.RawURLEncoding.EncodeToString([]byte(contextsData))
	return fmt.Sprintf(`{"e":"pv","url":"https://shop.example/products/shoes?utm_source=news&utm_medium=email&page=2","page":"Shoes – Example Shop",`+
		`"refr":"https://www.search.example/?q=shoes","tv":"js-3.5.0","tna":"sp","aid":"shop","p":"web","cookie":"1","cs":"UTF-8","lang":"en-GB",`+
		`"res":"1920x1080","cd":"24","tz":"Europe/London","dtm":"1714979289000","stm":"1714979289456","vp":"1903x969","ds":"1888x4410","vid":"7",`+
		`"sid":"4b9e3f5e-0000-4c4b-9d6e-0242ac130002","duid":"8e3a5a4e-2f1d-4a1e-b7a5-6e2f4d8c9b10","uid":"user-%d",`+
		`"eid":"c6ef3124-b53a-4b13-a233-%012d","cx":"%s"}`, id, id, cx)
}

// batch is the record of a POST request with n events.
func batch(n int) []byte {
	events := make([]string, n)
	for i := range events {
		events[i] = trackerEvent(i)
	}
	return line("", `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[`+strings.Join(events, ",")+`]}`)
}
