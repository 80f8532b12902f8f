package sqlquery

import (
	"slices"
	"strconv"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/jsondoc"
)

// data returns the data of the entities that an answer makes.
func (e *Enrichment) data(r *Rows) (data []string, size int, err error) {
	n := len(r.Values)
	if e.expect == "EXACTLY_ONE" && n != 1 || e.expect == "AT_MOST_ONE" && n > 1 || e.expect == "AT_LEAST_ONE" && n < 1 {
		return nil, 0, &enrich.Failure{Want: "the number of rows to be " + e.expect + "; it is " + strconv.Itoa(n)}
	}
	names := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		names[i] = property(c, e.names)
		if slices.Contains(names[:i], names[i]) {
			return nil, 0, &enrich.Failure{Want: "columns with different names; two give the property " + names[i]}
		}
	}
	single := e.expect == "EXACTLY_ONE" || e.expect == "AT_MOST_ONE"
	if e.everyRow || single {
		for _, row := range r.Values {
			data = append(data, string(appendRow(nil, names, row)))
			size += len(data[len(data)-1])
		}
		return data, size, nil
	}
	b := []byte{'['}
	for i, row := range r.Values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendRow(b, names, row)
	}
	return []string{string(append(b, ']'))}, len(b), nil
}

func appendRow(b []byte, names []string, row []Value) []byte {
	b = append(b, '{')
	for i, v := range row {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(jsondoc.AppendString(b, names[i]), ':')
		b = appendValue(b, v)
	}
	return append(b, '}')
}

func appendValue(b []byte, v Value) []byte {
	switch v.Kind {
	case Null:
		return append(b, "null"...)
	case Bool:
		return append(b, v.Text...)
	case Date:
		return jsondoc.AppendString(b, v.Text+"T00:00:00.000Z")
	case Number, Other:
		var d jsondoc.Doc
		if d.Parse([]byte(v.Text), jsondoc.DefaultDepth-2) == nil {
			return d.Root().AppendCompact(b)
		}
	}
	return jsondoc.AppendString(b, v.Text)
}
