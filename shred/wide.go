package shred

import (
	"errors"
	"strings"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/jsondoc"
)

// ErrLine reports a line that is no enriched event.
var ErrLine = errors.New("shred: not an enriched event")

// AppendWide appends an event as one JSON object: all columns typed, entities as
// members named after their type. It is the wide row that later transformers
// write and Elasticsearch takes. Derived entities of a type replace the
// tracker's.
func AppendWide(dst, text []byte) ([]byte, error) {
	var l line
	l.set(text)
	if len(l.ends) < minFields {
		return dst, ErrLine
	}
	dst = append(dst, '{')
	for c := range event.Column(event.Count) {
		if !c.Atomic() {
			continue
		}
		dst = append(append(append(dst, '"'), c.String()...), '"', ':')
		dst = appendWideValue(dst, event.Table[c].Kind, l.str(c))
		dst = append(dst, ',')
	}
	if lat, long := l.str(event.GeoLatitude), l.str(event.GeoLongitude); lat != "" && long != "" {
		dst = append(dst, `"geo_location":`...)
		dst = append(jsondoc.AppendString(dst, lat+","+long), ',')
	}
	dst = dst[:len(dst)-1] // the comma
	dst, err := l.appendWideEntities(dst)
	return append(dst, '}'), err
}

func appendWideValue(dst []byte, k event.Kind, s string) []byte {
	switch {
	case s == "":
		return append(dst, "null"...)
	case k == event.Bool && s == "1":
		return append(dst, "true"...)
	case k == event.Bool && s == "0":
		return append(dst, "false"...)
	case k == event.Timestamp && isTime(s):
		return append(append(append(append(dst, '"'), strings.Replace(s, " ", "T", 1)...), 'Z'), '"')
	case k == event.Int || k == event.Decimal || k == event.Float:
		var d jsondoc.Doc
		if d.Parse([]byte(s), 1) == nil && d.Root().Kind() == jsondoc.Number {
			return append(dst, s...)
		}
	}
	return jsondoc.AppendString(dst, s)
}

// appendWideEntities appends the entities by type.
func (l *line) appendWideEntities(dst []byte) ([]byte, error) {
	var names []string // in the order of first sight
	lists := map[string][]byte{}
	derived := map[string]bool{}
	for _, col := range newColumns() {
		field := l.field(col.c)
		if len(field) == 0 {
			continue
		}
		if err := col.doc.Parse(col.withoutNUL(field), jsonDepth); err != nil {
			return dst, ErrLine
		}
		data := col.doc.Root().Get("data")
		add := func(n jsondoc.Node) error {
			uri, inner, err := iglu.Envelope(n)
			if err != nil {
				return ErrLine
			}
			key, err := iglu.ParseKey(uri)
			if err != nil {
				return ErrLine
			}
			name := ddl.WideColumn(key, !col.event)
			list, known := lists[name]
			if !known {
				names = append(names, name)
			}
			if col.c == event.DerivedContexts && !derived[name] {
				list, derived[name] = nil, true
			}
			if len(list) > 0 {
				list = append(list, ',')
			}
			lists[name] = inner.AppendCompact(list)
			return nil
		}
		if col.event {
			if err := add(data); err != nil {
				return dst, err
			}
			continue
		}
		for _, n := range data.Elements() {
			if err := add(n); err != nil {
				return dst, err
			}
		}
	}
	for _, name := range names {
		dst = append(dst, ',')
		dst = append(jsondoc.AppendString(dst, name), ':')
		if strings.HasPrefix(name, "unstruct_event_") {
			dst = append(dst, lists[name]...)
			continue
		}
		dst = append(append(append(dst, '['), lists[name]...), ']')
	}
	return dst, nil
}
