package weather

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

const (
	entitySchema = "iglu:org.openweathermap/weather/jsonschema/1-0-0"
	day          = 24 * 60 * 60 // seconds
)

// An Enrichment asks for the weather. Make it with New.
type Enrichment struct {
	client    *lookup.Client
	host, key string
	timeout   time.Duration
	precision float64
	cache     *lookup.Cache[[]stamp]
}

// Enrich adds the weather nearest in time, if the event has a place and a time.
func (e *Enrichment) Enrich(ctx context.Context, w *enrich.Work) error {
	p, missing := placeOf(w.Event)
	if missing != "" {
		return nil
	}
	lat, lon, start := w.Event.Get(event.GeoLatitude), w.Event.Get(event.GeoLongitude), p.day()
	stamps, err := e.cache.Get(ctx, e.cacheKey(&p), func(ctx context.Context) ([]stamp, int, error) {
		return e.ask(ctx, lat, lon, start)
	})
	if err != nil {
		return err
	}
	s, err := nearest(stamps, p.at)
	if err != nil {
		return err
	}
	w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: entitySchema, Data: s.data, Rank: enrich.RankWeather})
	return nil
}

// A place is where and when an event was.
type place struct {
	lat, lon float64
	at       int64 // seconds since 1970
}

// placeOf returns the place of an event, or what is missing of it.
func placeOf(ev *event.Event) (p place, missing string) {
	lat, errLat := strconv.ParseFloat(ev.Get(event.GeoLatitude), 32)
	lon, errLon := strconv.ParseFloat(ev.Get(event.GeoLongitude), 32)
	ms, ok := convert.ParseTimestamp(ev.Get(event.DerivedTstamp))
	switch {
	case errLat != nil || errLon != nil:
		return place{}, "latitude and longitude"
	case !ok:
		return place{}, "derived_tstamp"
	}
	return place{lat, lon, ms / 1000}, ""
}

// day returns the start of the place's day, in seconds since 1970.
func (p *place) day() int64 { return p.at - (p.at%day+day)%day }

func (e *Enrichment) cacheKey(p *place) string {
	return strconv.FormatInt(p.day(), 10) + " " + format(e.round(p.lat)) + " " + format(e.round(p.lon))
}

// round gives a coordinate the configured precision, parts of a degree, and then
// one decimal. Halves are rounded up, as Java does.
func (e *Enrichment) round(c float64) float64 {
	return math.Round(math.Floor(c*e.precision+0.5)/e.precision*10) / 10
}

func format(c float64) string { return strconv.FormatFloat(c, 'f', 1, 64) }

// nearest returns the stamp nearest in time; of two as near the first.
func nearest(stamps []stamp, at int64) (*stamp, error) {
	switch {
	case len(stamps) == 0:
		return nil, &enrich.Failure{Want: "the weather of the day; there are no weather stamps in the answer"}
	case at < 1:
		return nil, &enrich.Failure{Want: "a time after 1970; the timestamp must be positive"}
	}
	best := &stamps[0]
	for i := range stamps {
		if distance(stamps[i].at, at) < distance(best.at, at) {
			best = &stamps[i]
		}
	}
	return best, nil
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

// ask requests the weather of a day. A request that took too long is tried again
// for the next event; other failures are kept for a while.
func (e *Enrichment) ask(ctx context.Context, lat, lon string, start int64) ([]stamp, int, error) {
	a, err := e.client.Do(ctx, &lookup.Request{
		Method: http.MethodGet, Timeout: e.timeout, Once: true,
		URL: "https://" + e.host + "/data/2.5/history/city?lat=" + lat + "&lon=" + lon + "&start=" + strconv.FormatInt(start, 10) +
			"&end=" + strconv.FormatInt(start+day, 10) + "&cnt=24&appid=" + e.key,
	})
	var failed *lookup.RequestError
	switch {
	case errors.As(err, &failed) && failed.Timeout:
		return nil, 0, &lookup.Unkept{Err: &enrich.Failure{Want: "the weather service to answer in time; " + err.Error()}}
	case errors.As(err, &failed), errors.Is(err, lookup.ErrTooLong):
		return nil, 0, &enrich.Failure{Want: "the weather service to answer; " + err.Error()}
	case err != nil:
		return nil, 0, err
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		return nil, 0, &enrich.Failure{Want: "the weather service to accept the API key; authorization failed"}
	case !a.OK():
		return nil, 0, &enrich.Failure{Want: "the weather service to answer with status 2xx; its answer has status " + strconv.Itoa(a.Status)}
	}
	var d jsondoc.Doc
	if err := d.Parse(a.Body, jsondoc.DefaultDepth); err != nil {
		return nil, 0, &enrich.Failure{Want: "the weather service to answer with JSON; parse error"}
	}
	return read(d.Root())
}
