package iplookups_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
)

// database makes a database of that type with one record for two networks.
func database(tb testing.TB, kind string, record mmdbtype.Map) string {
	tb.Helper()
	tree, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: kind, IncludeReservedNetworks: true, RecordSize: 24})
	if err != nil {
		tb.Fatal(err)
	}
	for _, cidr := range []string{"192.0.2.0/24", "2001:db8::/32"} {
		_, network, err := net.ParseCIDR(cidr)
		if err != nil {
			tb.Fatal(err)
		}
		if err := tree.Insert(network, record); err != nil {
			tb.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := tree.WriteTo(&b); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func text(s string) mmdbtype.DataType { return mmdbtype.String(s) }

func english(s string) mmdbtype.Map {
	return mmdbtype.Map{"names": mmdbtype.Map{"en": text(s), "de": text("?")}}
}

func files(tb testing.TB) enrichtest.Files {
	tb.Helper()
	region := english("England")
	region["iso_code"] = text("ENG")
	district := english("West\tBerkshire")
	district["iso_code"] = text("WBK")
	return enrichtest.Files{
		"file:///mm/GeoLite2-City.mmdb": database(tb, "GeoLite2-City", mmdbtype.Map{
			"country": mmdbtype.Map{"iso_code": text("GB")}, "city": english("Newbury"), "postal": mmdbtype.Map{"code": text("RG14")},
			"subdivisions": mmdbtype.Slice{region, district},
			"location":     mmdbtype.Map{"latitude": mmdbtype.Float64(51.4), "longitude": mmdbtype.Float64(-1), "time_zone": text("Europe/London")},
		}),
		"file:///mm/GeoIP2-ISP.mmdb":             database(tb, "GeoIP2-ISP", mmdbtype.Map{"isp": text("Example Net")}),
		"file:///mm/GeoIP2-Domain.mmdb":          database(tb, "GeoIP2-Domain", mmdbtype.Map{"domain": text("net.example")}),
		"file:///mm/GeoIP2-Connection-Type.mmdb": database(tb, "GeoIP2-Connection-Type", mmdbtype.Map{"connection_type": text("Cable/DSL")}),
		"file:///mm/GeoLite2-ASN.mmdb": database(tb, "GeoLite2-ASN", mmdbtype.Map{
			"autonomous_system_number": mmdbtype.Uint32(64496), "autonomous_system_organization": text(`Example "Net"`),
		}),
		"file:///poor/GeoLite2-City.mmdb": database(tb, "GeoLite2-City", mmdbtype.Map{"country": mmdbtype.Map{"iso_code": text("GB")}}),
		"file:///bad/GeoLite2-City.mmdb":  database(tb, "GeoIP2-Domain", mmdbtype.Map{}),
		"file:///bad/GeoIP2-ISP.mmdb":     "no database",
	}
}

func document(parameters string) string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow/ip_lookups/jsonschema/2-0-1",
		"data":{"vendor":"com.snowplowanalytics.snowplow","name":"ip_lookups","enabled":true,"parameters":{` + parameters + `}}}`
}

const all = `"geo":{"database":"GeoLite2-City.mmdb","uri":"file:///mm"},"isp":{"database":"GeoIP2-ISP.mmdb","uri":"file:///mm/"},
	"domain":{"database":"GeoIP2-Domain.mmdb","uri":"file:///mm"},"connectionType":{"database":"GeoIP2-Connection-Type.mmdb","uri":"file:///mm"},
	"asn":{"database":"GeoLite2-ASN.mmdb","uri":"file:///mm"}`

func load(tb testing.TB, parameters string) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{Files: files(tb)}, document(parameters)).Enrichment
}

func at(address string) *enrichtest.Input {
	return &enrichtest.Input{Columns: map[string]string{"user_ipaddress": address}}
}

func TestLookups(t *testing.T) {
	e := load(t, all)
	known := map[string]string{
		"geo_country": "GB", "geo_region": "WBK", "geo_region_name": "West    Berkshire", "geo_city": "Newbury", "geo_zipcode": "RG14",
		"geo_latitude": "51.4", "geo_longitude": "-1.0", "geo_timezone": "Europe/London",
		"ip_isp": "Example Net", "ip_domain": "net.example", "ip_netspeed": "Cable/DSL",
	}
	for _, address := range []string{"192.0.2.7", "192.0.2.7:8080", "::ffff:192.0.2.9", "2001:db8::1", "[2001:db8::1]:443", "2001:db8::1%eth0"} {
		got := enrichtest.NewWork(0).Run(e, at(address))
		delete(got.Columns, "user_ipaddress")
		if !maps.Equal(got.Columns, known) {
			t.Errorf("%s: got %v", address, got.Columns)
		}
		if len(got.Derived) != 1 || got.Derived[0].Data != `{"number":64496,"organization":"Example \"Net\""}` {
			t.Errorf("%s: got %v", address, got.Derived)
		}
	}
	for _, address := range []string{"", "198.51.100.1", "localhost", "192.0.2.x", "::1"} {
		got := enrichtest.NewWork(0).Run(e, at(address))
		if delete(got.Columns, "user_ipaddress"); len(got.Columns)+len(got.Derived) > 0 {
			t.Errorf("%s: got %+v", address, got)
		}
	}
}

func TestMissingMembers(t *testing.T) {
	e := load(t, `"geo":{"database":"GeoLite2-City.mmdb","uri":"file:///poor"}`)
	got := enrichtest.NewWork(0).Run(e, at("192.0.2.7")).Columns
	if want := map[string]string{"user_ipaddress": "192.0.2.7", "geo_country": "GB"}; !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestBadDatabases(t *testing.T) {
	o := configured.Options{Schemas: enrichtest.Schemas(), Files: files(t)}
	parameters := `"geo":{"database":"GeoLite2-City.mmdb","uri":"file:///bad"},"isp":{"database":"GeoIP2-ISP.mmdb","uri":"file:///bad"},"asn":{"database":"GeoLite2-ASN.mmdb","uri":"file:///none"}`
	_, err := configured.Load(context.Background(), o, []settings.Document{{File: "ip.json", Text: []byte(document(parameters))}})
	var ps settings.Problems
	if !errors.As(err, &ps) || len(ps) != 3 {
		t.Fatalf("got %v", err)
	}
	for i, want := range []string{"geo", "isp", "asn"} {
		if ps[i].Pointer != "/data/parameters/"+want || ps[i].Kind != settings.DataFile || ps[i].File != "ip.json" {
			t.Errorf("got %v, want %s", ps[i], want)
		}
	}
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t, all), []enrichtest.Input{*at("192.0.2.7"), *at("2001:db8::2"), *at("198.51.100.1"), *at("nowhere")}, nil, 0)
}

func BenchmarkEnrich(b *testing.B) {
	e := load(b, all)
	w := enrichtest.NewWork(0)
	w.Set(at("192.0.2.7"))
	b.ReportAllocs()
	for b.Loop() {
		w.Event.Derived = w.Event.Derived[:0]
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}
