package pii_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/pii"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/keys"
)

const (
	fourColumnsTwoPaths = `[{"pojo":{"field":"user_id"}},{"pojo":{"field":"user_ipaddress"}},{"pojo":{"field":"user_fingerprint"}},{"pojo":{"field":"domain_userid"}},
		{"json":{"field":"contexts","schemaCriterion":"iglu:com.acme/email/jsonschema/1-*-*","jsonPath":"$.to"}},
		{"json":{"field":"unstruct_event","schemaCriterion":"iglu:com.acme/click/jsonschema/1-0-0","jsonPath":"$.by.ip"}}]`
	salted = `{"pseudonymize":{"hashFunction":"SHA-256","salt":"pepper123"}}`

	contexts = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[{"schema":"iglu:com.acme/email/jsonschema/1-0-0","data":{"n":1.50,"to":"a@acme.com"}}]}`
	unstruct = `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.acme/click/jsonschema/1-0-0","data":{"by":{"ip":"50.56.129.169"}}}}`
)

func build(t testing.TB, entries, strategy, more string) (*pii.Enrichment, error) {
	t.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{`+more+`"parameters":{"pii":`+entries+`,"strategy":`+strategy+`}}`), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	s, err := pii.New(context.Background(), &settings.Config{Data: d.Root()})
	if err != nil {
		return nil, err
	}
	if s.Order != enrich.OrderPII {
		t.Errorf("order %d", s.Order)
	}
	return s.Enrichment.(*pii.Enrichment), nil
}

func mustBuild(t testing.TB, entries, strategy, more string) *pii.Enrichment {
	t.Helper()
	e, err := build(t, entries, strategy, more)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func input() enrichtest.Input {
	return enrichtest.Input{Columns: map[string]string{
		"user_id": "john@acme.com", "user_ipaddress": "70.46.123.145", "user_fingerprint": "its_you_again!", "domain_userid": "d1",
		"contexts": contexts, "unstruct_event": unstruct,
	}}
}

func TestSuite(t *testing.T) {
	in := input()
	broken := enrichtest.Input{Columns: map[string]string{"contexts": "secret{"}}
	enrichtest.Run(t, mustBuild(t, fourColumnsTwoPaths, salted, ""), []enrichtest.Input{in, broken}, []string{"john@acme.com", "secret", "pepper"}, 3)
}

func TestReplacesAndKeepsTheRest(t *testing.T) {
	in := input()
	r := enrichtest.NewWork(0).Run(mustBuild(t, fourColumnsTwoPaths, salted, ""), &in)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	if got, want := r.Columns["user_id"], "7d8a4beae5bc9d314600667d2f410918f9af265017a6ade99f60a9c8f3aac6e9"; got != want {
		t.Errorf("user_id = %s", got)
	}
	before, after, _ := strings.Cut(contexts, `a@acme.com`)
	if got := r.Columns["contexts"]; !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) || strings.Contains(got, "acme.com\"") {
		t.Errorf("contexts = %s", got)
	}
}

func TestFiltersSeeReplacedValues(t *testing.T) {
	entries := `[{"json":{"field":"contexts","schemaCriterion":"iglu:com.acme/email/jsonschema/1-*-*","jsonPath":"$.to"}},
		{"json":{"field":"contexts","schemaCriterion":"iglu:com.acme/email/jsonschema/1-*-*","jsonPath":"$[?(@.to == 'a@acme.com')].to"}}]`
	once := `[{"json":{"field":"contexts","schemaCriterion":"iglu:com.acme/email/jsonschema/1-*-*","jsonPath":"$.to"}}]`
	in := input()
	a := enrichtest.NewWork(0).Run(mustBuild(t, entries, salted, ""), &in)
	b := enrichtest.NewWork(0).Run(mustBuild(t, once, salted, ""), &in)
	if a.Columns["contexts"] != b.Columns["contexts"] {
		t.Errorf("%s\n%s", a.Columns["contexts"], b.Columns["contexts"])
	}
}

func TestMD2(t *testing.T) {
	f := func(value, want string) {
		t.Helper()
		e := mustBuild(t, `[{"pojo":{"field":"user_id"}}]`, `{"pseudonymize":{"hashFunction":"MD2","salt":""}}`, "")
		r := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Columns: map[string]string{"user_id": value}})
		if got := r.Columns["user_id"]; got != want {
			t.Errorf("MD2(%s) = %s, want %s", value, got, want)
		}
	}
	f("a", "32ec01ec4a6dac72c0ab96fb34c0b5d1")
	f("abc", "da853b0d3f88d99b30283a69e6ded6bb")
	f("abcdefghijklmnopqrstuvwxyz", "4e8ddff3650292ab5a4108c3aa47940b")
}

func TestHMAC(t *testing.T) {
	t.Setenv("PII_KEY_OF_THE_TEST", "0123456789abcdef0123456789abcdef")
	e := mustBuild(t, `[{"pojo":{"field":"user_id"}}]`, `{"hmac":{"hashFunction":"SHA-256","key":{"env":"PII_KEY_OF_THE_TEST"}}}`, "")
	in := input()
	a, b := enrichtest.NewWork(0).Run(e, &in), enrichtest.NewWork(1).Run(e, &in)
	if a.Columns["user_id"] != b.Columns["user_id"] || len(a.Columns["user_id"]) != 64 || e.Varies() {
		t.Errorf("%s %s", a.Columns["user_id"], b.Columns["user_id"])
	}
}

func TestEncryptAndReveal(t *testing.T) {
	pair, err := keys.NewRecipient(keys.KEMX25519)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "identity")
	if err := pair.WriteIdentity(file); err != nil {
		t.Fatal(err)
	}
	e := mustBuild(t, fourColumnsTwoPaths, `{"encrypt":{"recipient":"`+pair.Public+`"}}`, "")
	in := input()
	in.Columns["domain_userid"] = "3c1757cc-b6a6-4a17-8a0c-f0e0a1b2c3d4"
	w := enrichtest.NewWork(0)
	r := w.Run(e, &in)
	again := w.Run(e, &in)
	if r.Err != nil || !e.Varies() || r.Columns["user_id"] == again.Columns["user_id"] {
		t.Fatalf("%v, %s", r.Err, r.Columns["user_id"])
	}
	if n := len(r.Columns["domain_userid"]); n > event.Table[event.DomainUserID].Limit {
		t.Errorf("a sealed UUID has %d characters", n)
	}
	open, err := pii.Reveal(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, sealed := range []string{r.Columns["user_id"], again.Columns["user_id"]} {
		if got, err := open.Value(sealed); err != nil || got != "john@acme.com" {
			t.Errorf("%q %v", got, err)
		}
	}
	var out bytes.Buffer
	opened, left, err := open.Copy(&out, strings.NewReader(r.Columns["user_id"]+"\tx\t"+r.Columns["contexts"]+"\n"+r.Columns["user_ipaddress"][:60]+"\n"))
	if err != nil || opened != 2 || left != 1 || !strings.HasPrefix(out.String(), "john@acme.com\tx\t"+contexts+"\ncmn1.") {
		t.Errorf("opened %d, left %d, %v: %s", opened, left, err, out.String())
	}
	altered := []byte(r.Columns["user_id"])
	altered[len(altered)-2] ^= 1
	if _, err := open.Value(string(altered)); !errors.Is(err, pii.ErrCannotOpen) && !errors.Is(err, pii.ErrNotSealed) {
		t.Errorf("altered: %v", err)
	}
	if _, err := open.Value("john"); !errors.Is(err, pii.ErrNotSealed) {
		t.Errorf("clear: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	f := func(entries, strategy, more, pointer string) {
		t.Helper()
		_, err := build(t, entries, strategy, more)
		var ps settings.Problems
		if !errors.As(err, &ps) || len(ps) != 1 || ps[0].Pointer != pointer {
			t.Errorf("got %v, want a problem of %s", err, pointer)
		}
	}
	const user = `[{"pojo":{"field":"user_id"}}]`
	hybrid, err := keys.NewRecipient(keys.KEMHybrid)
	if err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(t.TempDir(), "open")
	if err := os.WriteFile(open, []byte("0123456789abcdef0123456789abcdef"), 0o644); err != nil { //nolint:gosec // that others may read it is the point
		t.Fatal(err)
	}
	pair, err := keys.NewRecipient(keys.KEMX25519)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PII_SHORT_KEY_OF_THE_TEST", "short")
	f(`[{"json":{"field":"contexts","schemaCriterion":"iglu:a/b/jsonschema/1-0-0","jsonPath":"$.a["}}]`, salted, "", "/data/parameters/pii/0/json/jsonPath")
	f(user, `{"hmac":{"hashFunction":"SHA-256","key":{"env":"PII_NO_SUCH_KEY"}}}`, "", "/data/parameters/strategy/hmac/key/env")
	f(user, `{"hmac":{"hashFunction":"SHA-256","key":{"env":"PII_SHORT_KEY_OF_THE_TEST"}}}`, "", "/data/parameters/strategy/hmac/key")
	f(user, `{"pseudonymize":{"hashFunction":"SHA-1","salt":{"file":"`+open+`"}}}`, "", "/data/parameters/strategy/pseudonymize/salt/file")
	f(user, `{"encrypt":{"recipient":"`+hybrid.Public+`"}}`, "", "/data/parameters/strategy/encrypt/recipient")
	f(user, `{"encrypt":{"recipient":"`+pair.Public+`"}}`, `"emitEvent":true,`, "/data/emitEvent")
}

// rows collects what a feed gets.
type rows [][]byte

func (r *rows) Add(_ int, e *event.Event) { *r = append(*r, e.AppendTSV(nil)) }

func TestFeed(t *testing.T) {
	e := mustBuild(t, fourColumnsTwoPaths, salted, `"emitEvent":true,`)
	in := input()
	in.Columns["event_id"] = "4c0fa8b1-5c3c-4c0e-9e5a-9e3f0f6b1a2c"
	in.Columns["etl_tstamp"] = "2024-01-31 23:59:59.999"
	enrichtest.NewWork(0).Run(e, &in) // without a feed
	var got rows
	e.SetFeed(&got)
	w := enrichtest.NewWork(0)
	w.Run(e, &in)
	w.Run(e, &in)
	w.Run(e, &enrichtest.Input{})
	if !e.Emits() || len(got) != 2 || !bytes.Equal(got[0], got[1]) {
		t.Fatalf("%d rows", len(got))
	}
	var ev event.Event
	if err := ev.ParseTSV(got[0]); err != nil {
		t.Fatal(err)
	}
	if ev.Get(event.Platform) != "srv" || ev.Get(event.EventName) != "pii_transformation" || ev.Get(event.CollectorTstamp) != "2024-01-31 23:59:59.999" ||
		!strings.Contains(ev.Get(event.Contexts), `"parentEventId":"4c0fa8b1-5c3c-4c0e-9e5a-9e3f0f6b1a2c"`) ||
		!strings.Contains(ev.Get(event.UnstructEvent), `"originalValue":"john@acme.com"`) {
		t.Errorf("%s", got[0])
	}
}

func BenchmarkFourColumnsTwoPaths(b *testing.B) {
	e := mustBuild(b, fourColumnsTwoPaths, salted, "")
	in := input()
	w := enrichtest.NewWork(0)
	b.ReportAllocs()
	for b.Loop() {
		w.Set(&in)
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	e := mustBuild(t, fourColumnsTwoPaths, salted, "")
	in := input()
	w := enrichtest.NewWork(0)
	w.Run(e, &in)
	base := testing.AllocsPerRun(100, func() { w.Set(&in) })
	if got := testing.AllocsPerRun(100, func() { w.Set(&in); _ = e.Enrich(context.Background(), &w.Work) }); got > base {
		t.Errorf("%v allocations", got-base)
	}
}

// FuzzReveal holds for all lines: those without a sealed value come out as they
// were.
func FuzzReveal(f *testing.F) {
	pair, err := keys.NewRecipient(keys.KEMX25519)
	if err != nil {
		f.Fatal(err)
	}
	file := filepath.Join(f.TempDir(), "identity")
	if err := pair.WriteIdentity(file); err != nil {
		f.Fatal(err)
	}
	open, err := pii.Reveal(file)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a\tb\n{\"a\":\"cmn1." + strings.Repeat("A", 200) + "\"}\n")
	f.Add("cmn1.\tcmn1.-_\r\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		opened, left, err := open.Copy(&out, strings.NewReader(text))
		if err != nil || opened > 0 {
			t.Errorf("opened %d, %v", opened, err)
		}
		if !strings.Contains(text, "\r") && left == 0 && strings.TrimSuffix(out.String(), "\n") != strings.TrimSuffix(text, "\n") {
			t.Errorf("%q came out as %q", text, out.String())
		}
	})
}
