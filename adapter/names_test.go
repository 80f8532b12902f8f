package adapter_test

import (
	"slices"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/jsondoc"
)

func TestCamelCase(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := adapter.CamelCase(in); got != want {
			t.Errorf("CamelCase(%q) = %q, want %q", in, got, want)
		}
	}
	f("", "")
	f("X-Mailgun-Sid", "xMailgunSid")
	f("a__b", "a_b")
	f("data.json", "data.json")
	f("Été_neuf-", "étéNeuf-")
	f("a_é", "a_é")
}

func TestFormPath(t *testing.T) {
	f := func(in string, want ...string) {
		t.Helper()
		if got := adapter.FormPath(in); !slices.Equal(got, want) {
			t.Errorf("FormPath(%q) = %q, want %q", in, got, want)
		}
	}
	f("", "")
	f("data[merges][LNAME]", "data", "merges", "LNAME")
	f("data[l][]", "data", "l")
}

func TestCompositeField(t *testing.T) {
	f := func(in string, letters, numbers []string) {
		t.Helper()
		l, n, ok := adapter.CompositeField(in)
		if ok != (letters != nil) || !slices.Equal(l, letters) || !slices.Equal(n, numbers) {
			t.Errorf("CompositeField(%q) = %q %q %t", in, l, n, ok)
		}
	}
	f("il12pi42cd36", []string{"il", "pi", "cd"}, []string{"12", "42", "36"})
	f("promo3nm", []string{"promo", "nm"}, []string{"3"})
	f("cd7", []string{"cd"}, []string{"7"})
	f("pr", nil, nil)
	f("utm_1", nil, nil)
	f("pr1_id", nil, nil)
	f("pr1a2b3c4", nil, nil)
}

func TestCleaner(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		var d jsondoc.Doc
		if err := d.Parse([]byte(in), jsondoc.DefaultDepth); err != nil {
			t.Fatal(err)
		}
		c := adapter.Cleaner{Seconds: "ts", TypeName: "event", Type: "open"}
		if got := string(c.Append(nil, d.Root())); got != want {
			t.Errorf("cleaned %s = %s, want %s", in, got, want)
		}
	}
	f(`{"ts":1, "a":[{"ts":"-1","event":"open"},{"event":"click"}]}`,
		`{"ts":"1970-01-01T00:00:01.000Z","a":[{"ts":"1969-12-31T23:59:59.000Z"},{"event":"click"}]}`)
	f(`{"ts":1.5,"event":"open"}`, `{"ts":1.5}`)
	f(`{"ts":{"ts":0},"b":null}`, `{"ts":{"ts":"1970-01-01T00:00:00.000Z"},"b":null}`)
	f(`{"ts":99999999999999,"event":["open"]}`, `{"ts":99999999999999,"event":["open"]}`)
	f(`"open"`, `"open"`)
}
