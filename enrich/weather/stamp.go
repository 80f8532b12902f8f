package weather

import (
	"strconv"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// A stamp is the weather at one time.
type stamp struct {
	at   int64  // seconds since 1970
	data string // of the entity
}

// kept are the members of the answer that the entity has, in its order.
var kept = []struct {
	name    string
	members []string
}{
	{"main", []string{"temp", "temp_min", "temp_max", "humidity", "pressure", "sea_level", "grnd_level"}},
	{"wind", []string{"speed", "deg", "gust", "var_beg", "var_end"}},
	{"clouds", []string{"all"}},
	{"rain", []string{"1h", "3h"}},
	{"snow", []string{"1h", "3h"}},
	{"weather", []string{"main", "description", "id", "icon"}},
}

// told is how much of the provider's message a failure tells, in UTF-16 units.
const told = 100

// read takes the stamps from an answer.
func read(answer jsondoc.Node) (stamps []stamp, size int, err error) {
	list := answer.Get("list")
	if list.Kind() != jsondoc.Array {
		want := "the weather service to answer with a list"
		if m := answer.Get("message").Text(); m != "" {
			want += "; its answer is " + text(answer.Get("cod")) + ": " + event.Cut(m, told)
		}
		return nil, 0, &enrich.Failure{Want: want}
	}
	for item := list.First(); item.Exists(); item = item.Next() {
		n := item.Value()
		at, err := strconv.ParseInt(n.Get("dt").Number(), 10, 64)
		if err != nil || n.Get("main").Kind() != jsondoc.Object || n.Get("clouds").Kind() != jsondoc.Object {
			return nil, 0, &enrich.Failure{Want: "the weather service to answer with stamps that have dt, main and clouds"}
		}
		s := stamp{at: at, data: data(n, at)}
		stamps = append(stamps, s)
		size += len(s.data) + 32
	}
	return stamps, size, nil
}

func text(n jsondoc.Node) string {
	if n.Kind() == jsondoc.String {
		return n.Text()
	}
	return n.Number()
}

// data returns the entity's data: what the schema has of a stamp.
func data(n jsondoc.Node, at int64) string {
	b := time.Unix(at, 0).UTC().AppendFormat([]byte(`{"dt":"`), "2006-01-02T15:04:05.000Z")
	b = append(b, '"')
	for _, k := range kept {
		m := n.Get(k.name)
		if m.Kind() != jsondoc.Object && m.Kind() != jsondoc.Array {
			continue
		}
		b = append(append(append(b, `,"`...), k.name...), `":`...)
		if m.Kind() == jsondoc.Object {
			b = appendMembers(b, m, k.members)
			continue
		}
		b = append(b, '[')
		for i, e := range m.Elements() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendMembers(b, e, k.members)
		}
		b = append(b, ']')
	}
	return string(append(b, '}'))
}

func appendMembers(b []byte, n jsondoc.Node, names []string) []byte {
	b = append(b, '{')
	first := true
	for _, name := range names {
		m := n.Get(name)
		if !m.Exists() {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(jsondoc.AppendString(b, name), ':')
		b = m.AppendCompact(b)
	}
	return append(b, '}')
}
