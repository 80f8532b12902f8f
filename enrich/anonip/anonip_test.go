package anonip_test

import (
	"context"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/anonip"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
)

func load(tb testing.TB, parameters string) enrich.Step {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{}, `{"schema":"iglu:com.snowplowanalytics.snowplow/anon_ip/jsonschema/1-0-1",
		"data":{"vendor":"com.snowplowanalytics.snowplow","name":"anon_ip","enabled":true,"parameters":`+parameters+`}}`)
}

func TestAnonIP(t *testing.T) {
	f := func(parameters, address, want string) {
		t.Helper()
		e := load(t, parameters).Enrichment.(*anonip.Enrichment)
		if got := string(e.Append(nil, address)); got != want {
			t.Errorf("%s: %q = %q, want %q", parameters, address, got, want)
		}
	}
	f(`{"anonOctets":1}`, "192.0.2.7", "192.0.2.x")
	f(`{"anonOctets":4}`, "192.0.2.7", "x.x.x.x")
	f(`{"anonOctets":2}`, "192.0.2.7:443", "192.0.x.x")
	f(`{"anonOctets":1}`, "192.0", "192.x")
	f(`{"anonOctets":1}`, "", "")
	f(`{"anonOctets":4}`, "", "x")
	f(`{"anonOctets":1}`, "192.0.2.x", "192.0.2.x")
	f(`{"anonOctets":1}`, "localhost", "")
	f(`{"anonOctets":2}`, "2001:DB8::1", "2001:db8:0:0:0:0:x:x")
	f(`{"anonOctets":4,"anonSegments":7}`, "2001:db8::1", "2001:x:x:x:x:x:x:x")
	f(`{"anonOctets":1}`, "fe80::1%eth0", "fe80:0:0:0:0:0:0:x")
	f(`{"anonOctets":2}`, "::ffff:192.0.2.7", "::ffff:192.0.x.x")
	f(`{"anonOctets":2}`, "::FFFF:c000:207", "::FFFF:192.0.x.x")
	f(`{"anonOctets":2}`, "0:0:0:0:0:ffff:192.0.2.7", "::ffff:192.0.x.x")
	f(`{"anonOctets":1}`, "::192.0.2.7", "0:0:0:0:0:0:c000:x")
	f(`{"anonOctets":1,"anonSegments":6}`, "2700:zzzz::gggg", "2700:zzzz:x:x:x:x:x:x")
	f(`{"anonOctets":1}`, "a:b:c", "a:b:x:x:x:x:x:x")
	f(`{"anonOctets":1}`, "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:x")
}

func TestEnrichment(t *testing.T) {
	inputs := []enrichtest.Input{
		{Columns: map[string]string{"user_ipaddress": "192.0.2.7"}},
		{Columns: map[string]string{"user_ipaddress": "2001:db8::1"}},
		{Columns: map[string]string{"user_ipaddress": "no address"}},
	}
	// Text that is no address costs the error that says so.
	enrichtest.Run(t, load(t, `{"anonOctets":2}`).Enrichment, inputs, nil, 1)
}

func FuzzAppend(f *testing.F) {
	for _, s := range []string{"", "192.0.2.7", "::", "1:2", "::ffff:1.2.3.4", "a::b::c", ":", "1.2.3.4.5", ":::"} {
		f.Add(s)
	}
	e := load(f, `{"anonOctets":1}`).Enrichment.(*anonip.Enrichment)
	f.Fuzz(func(t *testing.T, s string) {
		got := string(e.Append(nil, s))
		if again := string(e.Append(nil, got)); again != got {
			t.Errorf("%q: %q, and once more %q", s, got, again)
		}
	})
}

func BenchmarkEnrich(b *testing.B) {
	e := load(b, `{"anonOctets":1}`).Enrichment
	w := enrichtest.NewWork(0)
	in := enrichtest.Input{Columns: map[string]string{"user_ipaddress": "192.0.2.7"}}
	b.ReportAllocs()
	for b.Loop() {
		w.Set(&in)
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}
