package adapter

import (
	"strconv"
	"time"

	"github.com/camonica/camonica/jsondoc"
)

// A Cleaner rewrites the JSON of a vendor into the data of an event.
type Cleaner struct {
	Seconds string // members of this name hold seconds since 1970 and become date-times; "" for none

	// Members of this name are left out where they have this text: the event's
	// type, which the schema says already. "" for none.
	TypeName, Type string
}

// maxSeconds is the end of the year 9999.
const maxSeconds = 253402300799

// Append appends the value in compact form. The rules hold at any depth.
func (c Cleaner) Append(dst []byte, n jsondoc.Node) []byte {
	switch n.Kind() {
	case jsondoc.Object:
		dst = append(dst, '{')
		for m, first := n.First(), true; m.Exists(); m = m.Next() {
			if v := m.Value(); c.TypeName != "" && m.Name() == c.TypeName && v.Kind() == jsondoc.String && v.Text() == c.Type {
				continue
			}
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = append(jsondoc.AppendString(dst, m.Name()), ':')
			dst = c.member(dst, m.Name(), m.Value())
		}
		return append(dst, '}')
	case jsondoc.Array:
		dst = append(dst, '[')
		for m, first := n.First(), true; m.Exists(); m = m.Next() {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = c.Append(dst, m.Value())
		}
		return append(dst, ']')
	}
	return n.AppendCompact(dst)
}

func (c Cleaner) member(dst []byte, name string, v jsondoc.Node) []byte {
	if c.Seconds != "" && name == c.Seconds {
		text := v.Number()
		if v.Kind() == jsondoc.String {
			text = v.Text()
		}
		if sec, err := strconv.ParseInt(text, 10, 64); err == nil && sec >= -maxSeconds && sec <= maxSeconds {
			dst = append(dst, '"')
			dst = time.Unix(sec, 0).UTC().AppendFormat(dst, isoMilliseconds)
			return append(dst, '"')
		}
	}
	return c.Append(dst, v)
}
