package bench

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
)

func TestCities(t *testing.T) {
	const networks = 2000
	b, err := makeCities(networks, 7)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := makeCities(networks, 7); err != nil || !bytes.Equal(b, again) {
		t.Errorf("the same seed gives another database: %v", err)
	}
	db, err := maxminddb.OpenBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	cities := map[string]bool{}
	for r := range db.Networks() {
		var v struct {
			City struct {
				Names map[string]string `maxminddb:"names"`
			} `maxminddb:"city"`
			Location struct {
				Latitude float64 `maxminddb:"latitude"`
				Zone     string  `maxminddb:"time_zone"`
			} `maxminddb:"location"`
		}
		if err := r.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if len(v.City.Names) != len(languages) || v.Location.Latitude == 0 || v.Location.Zone == "" {
			t.Fatalf("a place with %+v", v)
		}
		n++
		cities[v.City.Names["en"]] = true
	}
	if n < networks/2 || n > 3*networks || len(cities) < networks/perCity/2 {
		t.Errorf("%d networks and %d cities of %d networks wanted", n, len(cities), networks)
	}
	for _, s := range []string{"11.0.0.1", "104.251.229.171", "190.255.255.254"} {
		if !db.Lookup(netip.MustParseAddr(s)).Found() {
			t.Errorf("%s is not there", s)
		}
	}
}

// TestDefaultSet makes sure that what is measured is all that the bar names.
func TestDefaultSet(t *testing.T) {
	schemas := iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
	set, err := loadDefaults(t.Context(), schemas, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	missing := map[string]bool{
		"anon_ip": true, "ip_lookups": true, "ua_parser_config": true, "user_agent_utils_config": true, "referer_parser": true,
		"campaign_attribution": true, "event_fingerprint_config": true, "cookie_extractor_config": true, "http_header_extractor_config": true,
	}
	for i := range set.Steps {
		if name := set.Steps[i].Name; !missing[name] {
			t.Errorf("%s is measured too", name)
		}
		delete(missing, set.Steps[i].Name)
	}
	if len(missing) > 0 {
		t.Errorf("not measured: %v", missing)
	}
}
