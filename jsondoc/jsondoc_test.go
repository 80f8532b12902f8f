package jsondoc_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/jsondoc"
)

func TestCompact(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		var d jsondoc.Doc
		if err := d.Parse([]byte(in), 50); err != nil {
			t.Errorf("Parse(%q): %v", in, err)
			return
		}
		if got := string(d.Root().AppendCompact(nil)); got != want {
			t.Errorf("compact of %q = %q, want %q", in, got, want)
		}
	}
	f(`{"a":1.00,"b":[true,false,null]}`, `{"a":1.00,"b":[true,false,null]}`)
	f(" { \"a\" :\t1e5 , \"a\\u0062\" : [ ] } ", `{"a":1e5,"ab":[]}`)
	f(`{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`)
	f(`{"a":1,"a":2,"a":{"x":1,"x":2}}`, `{"a":{"x":2}}`)
	f(`"\u003c\/\t\u0001\u007f\ud83d\ude00"`, "\"</\\t\\u0001\x7f😀\"")
	f(`"\ud83dx\ude00"`, "\"\uFFFDx\uFFFD\"")
	f("\"a\xffb\"", "\"a\uFFFDb\"")
	f(`-0`, `-0`)
	f(`123456789012345678901234567890`, `123456789012345678901234567890`)
	f(`{}`, `{}`)
	many := `{"k0":0` + strings.Repeat(`,"k1":1,"k2":2`, 20) + `}`
	f(many, `{"k0":0,"k1":1,"k2":2}`)
}

func TestSyntaxErrors(t *testing.T) {
	for _, in := range []string{"", " ", "{", "[1,]", `{"a":1,}`, `{a:1}`, "01", "1.", ".5", "+1", "1e", "-", `"a`, "\"\n\"",
		`"\x"`, `"\u12g4"`, "tru", "nul", "1 2", `{"a"}`, "[1 2]", "\ufeff1", "'a'", "NaN", `{"a":1}}`} {
		var d jsondoc.Doc
		err := d.Parse([]byte(in), 50)
		var se *jsondoc.SyntaxError
		if !errors.As(err, &se) {
			t.Errorf("Parse(%q) = %v, want a syntax error", in, err)
		}
		if d.Root().Exists() {
			t.Errorf("Parse(%q) left a root behind", in)
		}
	}
}

func TestDepth(t *testing.T) {
	var d jsondoc.Doc
	if err := d.Parse([]byte(`[[1]]`), 3); err != nil {
		t.Errorf("three levels: %v", err)
	}
	if err := d.Parse([]byte(`[[[1]]]`), 3); !errors.Is(err, jsondoc.ErrDepth) {
		t.Errorf("four levels: %v, want ErrDepth", err)
	}
}

func TestPaths(t *testing.T) {
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{"a":{"b":["x",{"c":"\u0041"}]},"n":12.50,"t":true}`), 50); err != nil {
		t.Fatal(err)
	}
	r := d.Root()
	if got := r.Get("n").Number(); got != "12.50" {
		t.Errorf("n = %q", got)
	}
	if !r.Get("t").True() || r.Get("missing").Get("x").Exists() {
		t.Error("t or missing")
	}
	var texts []string
	for _, e := range r.Get("a").Get("b").Elements() {
		texts = append(texts, e.Text()+e.Get("c").Text())
	}
	if got := strings.Join(texts, ","); got != "x,A" {
		t.Errorf("elements = %q", got)
	}
	var names []string
	for n := range r.Members() {
		names = append(names, n)
	}
	if got := strings.Join(names, ","); got != "a,n,t" {
		t.Errorf("members = %q", got)
	}
}

// FuzzParse holds the parser against the standard library's verdict.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"x\n"],"b":null}`, `"\ud800"`, `[[]]`, `{"a":1,"a":2}`, "\"\xff\"", "1 "} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var d jsondoc.Doc
		err := d.Parse(in, 1000)
		if errors.Is(err, jsondoc.ErrDepth) {
			return
		}
		if ok := json.Valid(in); ok != (err == nil) {
			t.Fatalf("Parse(%q) = %v, standard library says valid = %v", in, err, ok)
		}
		if err != nil {
			return
		}
		out := d.Root().AppendCompact(nil)
		// The second time, names are known as shapes.
		if err := d.Parse(in, 1000); err != nil || string(d.Root().AppendCompact(nil)) != string(out) {
			t.Fatalf("Parse(%q) a second time = %v, or another value", in, err)
		}
		var again jsondoc.Doc
		if err := again.Parse(out, 1000); err != nil {
			t.Fatalf("compact text %q of %q does not parse: %v", out, in, err)
		}
		if twice := again.Root().AppendCompact(nil); string(twice) != string(out) {
			t.Fatalf("compact is not stable: %q, then %q", out, twice)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"contexts", `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[{"schema":"iglu:org.w3/PerformanceTiming/jsonschema/1-0-0","data":{"navigationStart":1415358089861,"unloadEventStart":1415358090270,"unloadEventEnd":1415358090287,"redirectStart":0,"redirectEnd":0,"fetchStart":1415358089870}},{"schema":"iglu:com.acme/user/jsonschema/1-0-0","data":{"name":"Zoë \"x\"","tags":["a","b"]}}]}`},
		{"body", `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"pv","url":"https://shop.camonica.example/","page":"Camonica Shop","refr":"https://www.google.com/","tv":"js-3.24.0","tna":"shop","aid":"shop-web","p":"web","tz":"America/New_York","lang":"en-US","cs":"UTF-8","res":"1920x1080","cd":"24","cookie":"1","eid":"730ad262-6b1c-4f8e-a1ff-2330f4a0ad99","dtm":"1780473597801","vp":"1905x960","ds":"1905x2534","vid":"1","sid":"c8d04605-312f-4088-8bed-c0dcb63ac19a","duid":"854c9d81-a6cf-48e6-a58b-54870a3bf007","stm":"1780473597920","co":"{\"schema\":\"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0\",\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0\",\"data\":{\"id\":\"71ddb0a0-1a12-484a-b0e5-3e77a78453bb\"}},{\"schema\":\"iglu:com.camonica.demo/product/jsonschema/1-0-0\",\"data\":{\"sku\":\"sku-60\",\"name\":\"Linen shirt\",\"price\":59.90,\"currency\":\"EUR\",\"tags\":[\"summer\",\"linen\"]}}]}"}]}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			src := []byte(c.text)
			var d jsondoc.Doc
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if err := d.Parse(src, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
