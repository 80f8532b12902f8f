package javascript

import (
	"math"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// numeric tells whether scripts see the column as a number, as in R108: decimals
// and txn_id are texts.
func numeric(c event.Column) bool {
	switch event.Table[c].Kind {
	case event.Int, event.Float, event.Bool:
		return c != event.TxnID
	}
	return false
}

func (m *machine) get(c event.Column) goja.Value {
	e := m.event().Event
	if c == event.DerivedContexts {
		return m.derived(e)
	}
	s := e.Get(c)
	if s == "" {
		return goja.Null()
	}
	if !numeric(c) {
		return m.owned(s)
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return m.rt.ToValue(i)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return m.owned(s)
	}
	return m.rt.ToValue(f)
}

// derived returns the JSON text of what has been derived so far.
func (m *machine) derived(e *event.Event) goja.Value {
	if len(e.Derived) == 0 {
		return goja.Null()
	}
	b := []byte(`{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[`)
	for i := range e.Derived {
		if i > 0 {
			b = append(b, ',')
		}
		b = jsondoc.AppendString(append(b, `{"schema":`...), e.Derived[i].Schema)
		b = append(append(append(b, `,"data":`...), e.Derived[i].Data...), '}')
	}
	return m.rt.ToValue(string(append(b, "]}"...)))
}

// set gives a column the value of a script; null and undefined clear it. A value
// that the column cannot hold fails the event.
func (m *machine) set(c event.Column, v goja.Value) {
	e := m.event().Event
	if c == event.DerivedContexts { // written after all enrichments
		return
	}
	if goja.IsNull(v) || goja.IsUndefined(v) {
		e.Set(c, "")
		return
	}
	var b []byte
	var want string
	switch kind := event.Table[c].Kind; {
	case kind == event.JSON:
		b, want = m.json(v.String())
	case numeric(c):
		b, want = number(kind, v)
	case kind == event.Decimal:
		b, want = decimal(v)
	case kind == event.Timestamp:
		b = []byte(v.String())
		if _, ok := convert.ParseTimestamp(v.String()); !ok {
			want = "a time such as 2024-01-31 23:59:59.999"
		}
	default:
		b = []byte(v.String())
	}
	if want != "" {
		m.fail(&enrich.Failure{Field: c.String(), Value: payload.Some(event.Cut(strings.Clone(v.String()), told)), Want: "the script to set " + want})
	}
	e.SetBytes(c, b)
}

func (m *machine) json(s string) (b []byte, want string) {
	m.text = append(m.text[:0], s...)
	if err := m.doc.Parse(m.text, jsondoc.DefaultDepth); err != nil {
		return nil, "JSON; it is not JSON"
	}
	return m.doc.Root().AppendCompact(nil), ""
}

// number converts as Java did for scripts of R108: texts are read, fractions of
// whole numbers cut.
func number(k event.Kind, v goja.Value) (b []byte, want string) {
	f := v.ToFloat()
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return nil, "a number"
	case k == event.Float:
		return convert.AppendFloat32(nil, float32(f)), ""
	case k == event.Bool && f != 0 && f != 1:
		return nil, "0, 1, true or false"
	case math.Trunc(f) < math.MinInt32 || math.Trunc(f) > math.MaxInt32:
		return nil, "a whole number of 32 bits"
	}
	return strconv.AppendInt(nil, int64(f), 10), ""
}

func decimal(v goja.Value) (b []byte, want string) {
	s := v.String()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, "a decimal number"
	}
	if strings.ContainsAny(s, "eExXpP_") {
		return strconv.AppendFloat(nil, f, 'f', -1, 64), ""
	}
	return []byte(s), ""
}
