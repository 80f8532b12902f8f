package fingerprint_test

import (
	"context"
	"crypto/md5" //nolint:gosec // what is tested
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/payload"
)

func load(tb testing.TB, algorithm string) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{}, `{"schema":"iglu:com.snowplowanalytics.snowplow/event_fingerprint_config/jsonschema/1-0-1",
		"data":{"vendor":"com.snowplowanalytics.snowplow","name":"event_fingerprint_config","enabled":true,
		"parameters":{"hashAlgorithm":"`+algorithm+`","excludeParameters":["eid","nuid","stm","cv"]}}}`).Enrichment
}

// plain is the definition.
func plain(params []payload.Pair) string {
	params = slices.Clone(params)
	slices.SortFunc(params, func(a, b payload.Pair) int {
		return slices.Compare(utf16.Encode([]rune(a.Name)), utf16.Encode([]rune(b.Name)))
	})
	var b strings.Builder
	for _, p := range params {
		if slices.Contains([]string{"eid", "nuid", "stm", "cv"}, p.Name) {
			continue
		}
		v := p.Value.Value
		if !p.Value.Set {
			v = "null"
		}
		b.WriteString(p.Name + "\x1f" + v + "\x1f")
	}
	sum := md5.Sum([]byte(b.String())) //nolint:gosec // what is tested
	return hex.EncodeToString(sum[:])
}

func parameters(names ...string) []payload.Pair {
	var ps []payload.Pair
	for i, n := range names {
		p := payload.Pair{Name: n}
		if i%5 != 4 {
			p.Value = payload.Some(fmt.Sprint("value ", i))
		}
		ps = append(ps, p)
	}
	return ps
}

func TestFingerprint(t *testing.T) {
	e := load(t, "MD5")
	f := func(names ...string) {
		t.Helper()
		// Again with other values: the names are known then.
		for i := range 3 {
			in := enrichtest.Input{Params: parameters(names...)}
			for j := range in.Params {
				if v := &in.Params[j].Value; v.Set {
					v.Value += strings.Repeat("é", i*j)
				}
			}
			got := enrichtest.NewWork(0).Run(e, &in).Columns["event_fingerprint"]
			if want := plain(in.Params); got != want {
				t.Errorf("%q, time %d: got %s, want %s", names, i, got, want)
			}
		}
	}
	f()
	f("e", "eid", "p", "stm", "STM")
	f("parameter_2", "parameter_1", "parameter_10", "parameter", "parameterX")
	f("\uffff", "\U0001f600", "\ue000", "\ud7ff", "é", "z")
	f("aaaaaaaa\uffff", "aaaaaaaa\U0001f600")
	f("a\x00", "a", "", "a\x00\x00")
	var many []string
	for i := range 200 {
		many = append(many, fmt.Sprint(i*7919%200))
	}
	f(many...)
	f(many[:64]...)
	f(many[:65]...)
}

// TestShapes takes turns with more lists of names than are remembered, many of
// which differ in one place or in their order only.
func TestShapes(t *testing.T) {
	e := load(t, "MD5")
	w := enrichtest.NewWork(0)
	pool := strings.Fields("a ab abc abcd abcde abcdef abcdefg abcdefgh b ba e eid p stm é 😀 ￿")
	r := rand.New(rand.NewPCG(1, 2))
	var lists [][]string
	for range 200 {
		r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		lists = append(lists, slices.Clone(pool[:2+r.IntN(3)]))
	}
	for i := range 5000 {
		in := enrichtest.Input{Params: parameters(lists[r.IntN(len(lists))]...)}
		in.Params[0].Value = payload.Some(fmt.Sprint(i))
		if got, want := w.Run(e, &in).Columns["event_fingerprint"], plain(in.Params); got != want {
			t.Fatalf("%v: got %s, want %s", in.Params, got, want)
		}
	}
}

func TestAlgorithms(t *testing.T) {
	for name, size := range map[string]int{"MD5": 32, "SHA1": 40, "SHA256": 64, "SHA384": 96, "SHA512": 128} {
		got := enrichtest.NewWork(0).Run(load(t, name), &enrichtest.Input{}).Columns["event_fingerprint"]
		if len(got) != size {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t, "SHA256"), []enrichtest.Input{
		{Params: parameters("e", "p", "tv", "se_ac", "stm")},
		{Params: parameters("p", "e")},
	}, nil, 0)
}

func FuzzOrder(f *testing.F) {
	f.Add("a", "b", "c")
	f.Add("\U0001f600x", "\uffffx", "\U0001f601")
	e := load(f, "MD5")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		names := []string{strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?"), strings.ToValidUTF8(c, "?")}
		slices.Sort(names)
		in := enrichtest.Input{Params: parameters(slices.Compact(names)...)}
		for range 2 {
			if got, want := enrichtest.NewWork(0).Run(e, &in).Columns["event_fingerprint"], plain(in.Params); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}

func BenchmarkEnrich(b *testing.B) {
	e := load(b, "MD5")
	w := enrichtest.NewWork(0)
	in := enrichtest.Input{Params: parameters(strings.Fields("e url page refr tv tna aid p cookie cs lang res cd tz dtm stm vp ds vid sid duid uid eid cx")...)}
	in.Params[23].Value = payload.Some(strings.Repeat("x", 420))
	w.Set(&in)
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}
