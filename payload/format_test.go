package payload_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/camonica/camonica/payload"
)

func TestByName(t *testing.T) {
	for _, name := range []string{"cloudfront", "clj-tomcat", "thrift", "tsv/com.acme/v1", "ndjson/com.acme/v1", "tsv/"} {
		if f, err := payload.ByName(name); err != nil || f.Name() != name {
			t.Errorf("ByName(%q) = %v, %v", name, f, err)
		}
	}
	for _, name := range []string{"", "tsv", "thrift-raw", "CLOUDFRONT"} {
		if _, err := payload.ByName(name); err == nil {
			t.Errorf("ByName(%q) gave no error", name)
		}
	}
	if _, err := payload.ByName("json/com.acme/v1"); err == nil || !strings.Contains(err.Error(), "ndjson/com.acme/v1") {
		t.Errorf("json/… gave %v, want a pointer to ndjson", err)
	}
}

func TestParseQuery(t *testing.T) {
	f := func(qs string, want ...string) {
		t.Helper()
		pairs, _, ok := payload.ParseQuery(nil, nil, qs)
		if !ok {
			t.Errorf("ParseQuery(%q) failed", qs)
			return
		}
		var got []string
		for _, p := range pairs {
			item := p.Name
			if p.Value.Set {
				item += "=" + p.Value.Value
			}
			got = append(got, item)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ParseQuery(%q): %s", qs, diff)
		}
	}
	bad := func(qs string) {
		t.Helper()
		if pairs, _, ok := payload.ParseQuery(nil, nil, qs); ok || len(pairs) > 0 {
			t.Errorf("ParseQuery(%q) = %v, want an error", qs, pairs)
		}
	}
	f("")
	f("a&b=&c=1=2;a=3", "a", "b=", "c=1=2", "a=3")
	f("&&=v&;", []string(nil)...)
	f("a%3Db=c%26", "a=b=c&")
	f("a=%E2%82%AC€+%2B", "a=€€ +")
	f("a=%E2%82x%FF%FE&b=%F0%9F%98", "a=\uFFFDx\uFFFD\uFFFD", "b=\uFFFD")
	f("a=1#b=2", "a=1")
	f("a=[1]?/", "a=[1]?/")
	bad("a=%2")
	bad("a=%g0")
	bad("a= ")
	bad("a=\u00a0")
	bad("a=\u0085")
	bad("a=1#b#c")
	bad("a=1#b c")
	bad("a=1&b=\x7f")
}

func TestForeignCharset(t *testing.T) {
	thrift, err := payload.ByName("thrift")
	if err != nil {
		t.Fatal(err)
	}
	f := func(encoding, query, want string) {
		t.Helper()
		// Fields 210 and 330 of a CollectorPayload: the last of a number counts.
		h := payload.Hit{Path: "/i", Query: query}
		record := bytes.Replace(h.AppendThrift(nil), []byte("\x00\x00\x00\x05UTF-8"), append([]byte{0, 0, 0, byte(len(encoding))}, encoding...), 1)
		var p payload.Payload
		err := thrift.Parse(record, &p)
		if want == "" {
			var errs payload.Errors
			if !errors.As(err, &errs) || errs[0].Kind != payload.InvalidQuerystring ||
				!strings.Contains(errs[0].Field, encoding) || strings.Contains(err.Error(), encoding) {
				t.Errorf("encoding %s: got %v", encoding, err)
			}
			return
		}
		if err != nil || p.Query[0].Value.Value != want || p.Encoding != encoding {
			t.Errorf("encoding %s: got %v %v, want %q", encoding, p.Query, err, want)
		}
	}
	f("ISO-8859-1", "a=caf%E9+€", "café €")
	f("windows-1252", "a=%80", "€")
	f("Shift_JIS", "a=%83A", "ア")
	f("utf-8", "a=%C3%A9", "é")
	f("no-such-charset", "a=1", "")
}

func TestLateRecordsLeaveEarlierOnesAlone(t *testing.T) {
	f, err := payload.ByName("clj-tomcat")
	if err != nil {
		t.Fatal(err)
	}
	var p payload.Payload
	if err := f.Parse([]byte(aPageView), &p); err != nil {
		t.Fatal(err)
	}
	want := len(p.Query)
	if err := f.Parse([]byte("no such line"), &p); err == nil {
		t.Error("a line of three words was read")
	}
	if err := f.Parse([]byte(aPageView), &p); err != nil || len(p.Query) != want || p.Body.Set {
		t.Errorf("a reused payload gives %d parameters and %v, want %d", len(p.Query), err, want)
	}
}

func TestThriftInBase64(t *testing.T) {
	f, err := payload.ByName("thrift")
	if err != nil {
		t.Fatal(err)
	}
	var p payload.Payload
	if err := f.Parse([]byte("C3ppAAAAQWlnbHU6Y29tLnNub3dwbG93YW5hbHl0aWNzLnNub3dwbG93L0NvbGxlY3RvclBheWxvYWQvdGhyaWZ0LzEtMC0wCwFAAAAAAi9pAA=="), &p); err != nil || p.Version != "tp1" {
		t.Errorf("got %v %+v", err, p)
	}
}

// TestThriftLies holds for records with lengths that they have no bytes for: they
// are failed, and nothing is allocated for the lengths.
func TestThriftLies(t *testing.T) {
	f, err := payload.ByName("thrift")
	if err != nil {
		t.Fatal(err)
	}
	const huge = "\x7f\xff\xff\xff"
	field := func(kind byte, id uint16, value string) string {
		return string(binary.BigEndian.AppendUint16([]byte{kind}, id)) + value
	}
	list := "\x0f" + huge // of lists of lists …
	for name, record := range map[string]string{
		"string":              field(11, 340, huge+"abc"),
		"negative string":     field(11, 340, "\xff\xff\xff\xffabc"),
		"unknown string":      field(11, 9999, huge+"abc"),
		"headers":             field(15, 350, "\x0b"+huge+"\x00\x00\x00\x01a"),
		"negative headers":    field(15, 350, "\x0b\xff\xff\xff\xff"),
		"header":              field(15, 350, "\x0b\x00\x00\x00\x01"+huge+"a"),
		"headers of numbers":  field(15, 350, "\x0a"+huge),
		"unknown list":        field(15, 9999, "\x02"+huge+"\x01"),
		"list of lists":       field(15, 9999, list+list+list+list),
		"list of nothing":     field(15, 9999, "\x00"+huge),
		"set":                 field(14, 9999, "\x0c"+huge+"\x00"),
		"map":                 field(13, 9999, "\x0b\x0b"+huge+"\x00\x00\x00\x00"),
		"map of maps":         field(13, 9999, "\x03\x0d"+huge+"\x01\x03\x0d"+huge),
		"struct":              field(12, 41, field(11, 3, huge+"abc")),
		"structs without end": string(bytes.Repeat([]byte("\x0c\x00\x29"), 10_000)),
		"unknown type":        field(5, 1, "\x00\x00"),
		"lists without end":   field(15, 9999, string(bytes.Repeat([]byte("\x0f\x00\x00\x00\x01"), 10_000))),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := f.Parse([]byte(record), new(payload.Payload))
		runtime.ReadMemStats(&after)
		var errs payload.Errors
		if !errors.As(err, &errs) || errs[0].Kind != payload.ThriftDeserialization {
			t.Errorf("%s: got %v", name, err)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 2*uint64(len(record))+16<<10 {
			t.Errorf("%s: %d bytes allocated for a record of %d", name, got, len(record))
		}
	}
}

// FuzzParse holds for every format: Errors or ErrSkip and nothing else, the
// record untouched, texts in UTF-8, and no event content in an error's text.
func FuzzParse(f *testing.F) {
	var formats []payload.Format
	for _, name := range []string{"cloudfront", "clj-tomcat", "thrift", "tsv/com.acme/v1", "ndjson/com.acme/v1"} {
		format, err := payload.ByName(name)
		if err != nil {
			f.Fatal(err)
		}
		formats = append(formats, format)
	}
	f.Add([]byte(aPageView))
	f.Add([]byte("#Version: 1.0"))
	f.Add([]byte(`{"a":1}`))
	f.Add((&payload.Hit{Path: "/i", Query: "a=%ff", Headers: []string{"X-Forwarded-For: 192.0.2.1"}}).AppendThrift(nil))
	f.Fuzz(func(t *testing.T, record []byte) {
		before := bytes.Clone(record)
		var p payload.Payload
		for _, format := range formats {
			err := format.Parse(record, &p)
			var errs payload.Errors
			if err != nil && !errors.Is(err, payload.ErrSkip) && !errors.As(err, &errs) {
				t.Errorf("%s: got %v", format.Name(), err)
			}
			if !bytes.Equal(before, record) {
				t.Fatalf("%s changed the record", format.Name())
			}
			if err != nil {
				continue
			}
			for _, s := range []string{p.Body.Value, p.ContentType.Value, p.UserAgent.Value, p.Referer.Value, p.IP.Value, p.Vendor} {
				if !utf8.ValidString(s) {
					t.Errorf("%s: text %q is not UTF-8", format.Name(), s)
				}
			}
			for _, q := range p.Query {
				if q.Name == "" || !utf8.ValidString(q.Name) || !utf8.ValidString(q.Value.Value) {
					t.Errorf("%s: parameter %q = %q", format.Name(), q.Name, q.Value.Value)
				}
			}
		}
	})
}

func FuzzTexts(f *testing.F) {
	f.Add("%25%2520+%C3%A9%ff", "Zm9v==")
	f.Fuzz(func(t *testing.T, a, b string) {
		if out, ok := payload.AppendFormDecoded(nil, a); ok && (!utf8.Valid(out) || bytes.ContainsAny(out, "\r\n\t")) {
			t.Errorf("AppendFormDecoded(%q) = %q", a, out)
		}
		if out := payload.AppendBase64(nil, b); !utf8.Valid(out) {
			t.Errorf("AppendBase64(%q) = %q", b, out)
		}
		if out := payload.AppendUTF8(nil, a); utf8.ValidString(a) && string(out) != a || !utf8.Valid(out) {
			t.Errorf("AppendUTF8(%q) = %q", a, out)
		}
		if out := payload.AppendSingleEncoded(nil, a); len(out) > len(a) {
			t.Errorf("AppendSingleEncoded(%q) = %q", a, out)
		}
		pairs, _, ok := payload.ParseQuery(nil, nil, a)
		if !ok && len(pairs) > 0 {
			t.Errorf("ParseQuery(%q) failed and gave %d pairs", a, len(pairs))
		}
	})
}
