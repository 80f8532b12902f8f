package iplookups

import (
	"net/netip"
	"strconv"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// records keeps decoded records of one database by their place in it: many
// addresses share one.
type records[T any] struct{ known map[uintptr]*T }

// find returns the record of an address; nil if there is none, or none that can
// be read.
func (r *records[T]) find(db *maxminddb.Reader, a netip.Addr, decode func(maxminddb.Result) *T) *T {
	if db == nil {
		return nil
	}
	found := db.Lookup(a)
	if found.Err() != nil || !found.Found() {
		return nil
	}
	at := found.Offset()
	if t, ok := r.known[at]; ok {
		return t
	}
	t := decode(found)
	if r.known == nil || len(r.known) >= maxRecords {
		r.known = make(map[uintptr]*T)
	}
	r.known[at] = t
	return t
}

// The columns of the records, in the order of their groups.
var (
	geoColumns = []event.Column{
		event.GeoCountry, event.GeoRegion, event.GeoRegionName, event.GeoCity, event.GeoZipcode,
		event.GeoLatitude, event.GeoLongitude, event.GeoTimezone,
	}
	ispColumns        = []event.Column{event.IPISP, event.IPOrganization}
	domainColumns     = []event.Column{event.IPDomain}
	connectionColumns = []event.Column{event.IPNetSpeed}
)

// group returns the texts of a record, which were read for the time of a call.
func group(texts ...string) *event.Group {
	g := event.NewGroup(texts...)
	return &g
}

type names struct {
	English string `maxminddb:"en"`
}

func decodeGeo(r maxminddb.Result) *event.Group {
	var v struct {
		Country struct {
			Code string `maxminddb:"iso_code"`
		} `maxminddb:"country"`
		Subdivisions []struct {
			Code  string `maxminddb:"iso_code"`
			Names names  `maxminddb:"names"`
		} `maxminddb:"subdivisions"`
		City struct {
			Names names `maxminddb:"names"`
		} `maxminddb:"city"`
		Postal struct {
			Code string `maxminddb:"code"`
		} `maxminddb:"postal"`
		Location struct {
			Latitude  *float64 `maxminddb:"latitude"`
			Longitude *float64 `maxminddb:"longitude"`
			Timezone  string   `maxminddb:"time_zone"`
		} `maxminddb:"location"`
	}
	if r.Decode(&v) != nil {
		return nil
	}
	var code, name string
	if n := len(v.Subdivisions); n > 0 {
		code, name = v.Subdivisions[n-1].Code, v.Subdivisions[n-1].Names.English
	}
	return group(v.Country.Code, code, name, v.City.Names.English, v.Postal.Code,
		degrees(v.Location.Latitude), degrees(v.Location.Longitude), v.Location.Timezone)
}

func decodeISP(r maxminddb.Result) *event.Group {
	var v struct {
		ISP          string `maxminddb:"isp"`
		Organization string `maxminddb:"organization"`
	}
	if r.Decode(&v) != nil {
		return nil
	}
	return group(v.ISP, v.Organization)
}

func decodeDomain(r maxminddb.Result) *event.Group {
	var v struct {
		Domain string `maxminddb:"domain"`
	}
	if r.Decode(&v) != nil {
		return nil
	}
	return group(v.Domain)
}

func decodeConnection(r maxminddb.Result) *event.Group {
	var v struct {
		Type string `maxminddb:"connection_type"`
	}
	if r.Decode(&v) != nil {
		return nil
	}
	return group(v.Type)
}

func decodeASN(r maxminddb.Result) *enrich.Known {
	var v struct {
		Number       *uint32 `maxminddb:"autonomous_system_number"`
		Organization string  `maxminddb:"autonomous_system_organization"`
	}
	if r.Decode(&v) != nil || v.Number == nil {
		return nil
	}
	b := strconv.AppendUint([]byte(`{"number":`), uint64(*v.Number), 10)
	if v.Organization != "" {
		b = jsondoc.AppendString(append(b, `,"organization":`...), v.Organization)
	}
	return enrich.NewKnown(SchemaASN, append(b, '}'), enrich.RankOther)
}

// degrees writes a coordinate as a column holds it. R108 wrote 0.0 for one that
// is not there; that is a place in the Atlantic.
func degrees(f *float64) string {
	if f == nil {
		return ""
	}
	return string(convert.AppendFloat32(nil, float32(*f)))
}
