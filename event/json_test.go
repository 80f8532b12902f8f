package event_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/camonica/camonica/event"
)

// sample is an event with a column of every kind.
func sample() *event.Event {
	var e event.Event
	for c, s := range map[event.Column]string{
		event.AppID:           `a"b`,
		event.CollectorTstamp: "2024-02-29 09:00:00.120",
		event.TxnID:           "28288",
		event.PageURLPort:     "80",
		event.GeoLatitude:     "47.0",
		event.SEValue:         "-1999.00",
		event.TRTotal:         "0.10",
		event.BRCookies:       "1",
		event.DvceIsMobile:    "0",
		event.UnstructEvent:   `{"schema":"iglu:a/b/jsonschema/1-0-0","data":{"x":1.00}}`,
		event.Contexts:        `not json`,
		event.TIQuantity:      "007",
		event.TrueTstamp:      "soon",
	} {
		e.Set(c, s)
	}
	return &e
}

func TestAppendPartialJSON(t *testing.T) {
	text := sample().AppendPartialJSON([]byte("x"))[1:]
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != event.Count {
		t.Errorf("%d members, want %d", len(got), event.Count)
	}
	for name, want := range map[string]any{
		"app_id": `a"b`, "platform": nil, "collector_tstamp": "2024-02-29 09:00:00.120", "txn_id": "28288",
		"page_urlport": 80.0, "geo_latitude": 47.0, "se_value": "-1999.00", "tr_total": "0.10", "br_cookies": 1.0, "dvce_ismobile": 0.0,
		"unstruct_event": `{"schema":"iglu:a/b/jsonschema/1-0-0","data":{"x":1.00}}`, "contexts": "not json", "ti_quantity": "007",
	} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("%s = %v, want %v", name, v, want)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	want := `{"app_id":"a\"b","collector_tstamp":"2024-02-29T09:00:00.120Z","txn_id":28288,"geo_latitude":47.0,"page_urlport":80,` +
		`"contexts":"not json","se_value":-1999.00,"unstruct_event":{"schema":"iglu:a/b/jsonschema/1-0-0","data":{"x":1.00}},` +
		`"tr_total":0.10,"ti_quantity":"007","br_cookies":true,"dvce_ismobile":false,"true_tstamp":"soon"}`
	if got := string(sample().AppendJSON(nil)); got != want {
		t.Errorf("view\n got %s\nwant %s", got, want)
	}
	if got := string(new(event.Event).AppendJSON(nil)); got != "{}" {
		t.Errorf("empty event = %s", got)
	}
}

func TestCut(t *testing.T) {
	for _, s := range []string{"", "abc", "äöü", "a😀b😀", "例え", strings.Repeat("x😀é", 30)} {
		u := utf16.Encode([]rune(s))
		if got := event.UTF16Len(s); got != len(u) {
			t.Errorf("UTF16Len(%q) = %d, want %d", s, got, len(u))
		}
		for n := range len(u) + 2 {
			want := u[:min(n, len(u))]
			if k := len(want); k > 0 && utf16.IsSurrogate(rune(want[k-1])) && want[k-1] < 0xDC00 {
				want = want[:k-1]
			}
			if got := event.Cut(s, n); got != string(utf16.Decode(want)) {
				t.Errorf("Cut(%q, %d) = %q, want %q", s, n, got, string(utf16.Decode(want)))
			}
		}
	}
}

func BenchmarkAppendPartialJSON(b *testing.B) {
	e := sample()
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = e.AppendPartialJSON(buf[:0])
	}
}
