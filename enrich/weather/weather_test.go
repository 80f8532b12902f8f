package weather_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/weather"
	"github.com/camonica/camonica/jsondoc"
)

const answer = `{"cod":"200","list":[{"dt":1447070400,"main":{"temp":280.1,"temp_min":279,"temp_max":281,"humidity":70,"pressure":1010,"temp_kf":3},
"wind":{"speed":3,"deg":240},"clouds":{"all":20},"weather":[{"id":801,"main":"Clouds","description":"few","icon":"02n","x":1}],"city":{"id":1}}]}`

func TestSuite(t *testing.T) {
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.RawQuery, "lat=7") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, answer)
	}))
	defer srv.Close()
	client := lookup.NewClient(&http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the test's own server under another name
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, srv.Listener.Addr().String())
		},
	})
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{"parameters":{"apiKey":"key-of-ours","cacheSize":100,"geoPrecision":2,"apiHost":"history.openweathermap.org","timeout":5}}`), 9); err != nil {
		t.Fatal(err)
	}
	s, err := weather.NewWithClient(&settings.Config{Data: d.Root()}, client)
	if err != nil {
		t.Fatal(err)
	}
	in := func(lat string) enrichtest.Input {
		return enrichtest.Input{Columns: map[string]string{"geo_latitude": lat, "geo_longitude": "3.5", "derived_tstamp": "2015-11-09 12:00:40.000"}}
	}
	enrichtest.Run(t, s.Enrichment, []enrichtest.Input{in("1.0"), in("7.25"), in("north")}, []string{"7.25", "key-of-ours", "openweathermap"}, 8)
	one := in("1.0")
	r := enrichtest.NewWork(0).Run(s.Enrichment, &one)
	const want = `{"dt":"2015-11-09T12:00:00.000Z","main":{"temp":280.1,"temp_min":279,"temp_max":281,"humidity":70,"pressure":1010},` +
		`"wind":{"speed":3,"deg":240},"clouds":{"all":20},"weather":[{"main":"Clouds","description":"few","id":801,"icon":"02n"}]}`
	if r.Err != nil || len(r.Derived) != 1 || r.Derived[0].Data != want {
		t.Errorf("%+v", r)
	}
}
