package ddl

import (
	"strconv"
	"strings"
	"time"

	"github.com/camonica/camonica/jsondoc"
)

// A Datum is a value of a field. Which members are used depends on the kind of
// the type.
type Datum struct {
	Null    bool
	Bool    bool
	Int     int64 // integer, long; days since 1970 of a date; microseconds since 1970 of a timestamp
	Double  float64
	Decimal Decimal // of the scale of the type or smaller
	Text    string  // string, json
	Items   []Datum // fields of a struct in order, elements of an array
}

// A CastError reports a value that does not fit its type. It does not quote the
// value.
type CastError struct {
	Path string // names of fields with slashes before them, [] for elements
	Want FieldKind
	Null bool // the value is missing
}

func (e *CastError) Error() string {
	if e.Null {
		return "ddl: nothing at " + e.Path + " where " + e.Want.String() + " is required"
	}
	return "ddl: value at " + e.Path + " is no " + e.Want.String()
}

// Cast turns a JSON value into one of the type, or gives a *CastError. Properties
// that the type does not know are dropped.
func Cast(t *FieldType, nullable bool, n jsondoc.Node) (Datum, error) {
	return cast(t, nullable, n, "")
}

func cast(t *FieldType, nullable bool, n jsondoc.Node, path string) (Datum, error) {
	if k := n.Kind(); k == jsondoc.Null || k == jsondoc.Invalid {
		if !nullable {
			return Datum{}, &CastError{path, t.Kind, true}
		}
		return Datum{Null: true}, nil
	}
	var d Datum
	ok := false
	switch t.Kind {
	case FieldString:
		d.Text, ok = string([]byte(n.Text())), n.Kind() == jsondoc.String
	case FieldJSON:
		d.Text, ok = string(n.AppendCompact(nil)), true
	case FieldBoolean:
		d.Bool, ok = n.True(), n.Kind() == jsondoc.Bool
	case FieldInteger:
		d.Int, ok = castInt(n, 32)
	case FieldLong:
		d.Int, ok = castInt(n, 64)
	case FieldDouble:
		if n.Kind() == jsondoc.Number {
			var err error
			d.Double, err = strconv.ParseFloat(n.Number(), 64)
			ok = err == nil
		}
	case FieldDecimal:
		d.Decimal, ok = castDecimal(n, t)
	case FieldDate:
		at, err := time.Parse(time.DateOnly, n.Text())
		d.Int, ok = at.Unix()/86400, err == nil
	case FieldTimestamp:
		at, valid := parseISO(n.Text())
		d.Int, ok = at.UnixMicro(), valid
	case FieldStruct:
		if n.Kind() == jsondoc.Object {
			return castStruct(t, n, path)
		}
	case FieldArray:
		if n.Kind() == jsondoc.Array {
			return castArray(t, n, path)
		}
	}
	if !ok {
		return Datum{}, &CastError{path, t.Kind, false}
	}
	return d, nil
}

// castInt reads an integer; a fraction of zeros is none.
func castInt(n jsondoc.Node, bits int) (int64, bool) {
	s := n.Number()
	if i, err := strconv.ParseInt(s, 10, bits); err == nil {
		return i, true
	}
	if n.Kind() != jsondoc.Number || !strings.ContainsAny(s, ".eE") {
		return 0, false
	}
	d, ok := ParseDecimal(s)
	if !ok || !d.fits(bits) {
		return 0, false
	}
	return d.Int.Int64(), true
}

func castDecimal(n jsondoc.Node, t *FieldType) (Decimal, bool) {
	if n.Kind() != jsondoc.Number {
		return Decimal{}, false
	}
	d, ok := ParseDecimal(n.Number())
	return d, ok && d.Scale <= t.Scale && d.Digits() <= t.Precision
}

// Fixed returns the decimal with exactly that many places, which must not be
// fewer than it has.
func (d Decimal) Fixed(scale int) Decimal { return Decimal{d.rescaled(scale), scale} }

// parseISO reads ISO 8601 with an offset; seconds may be missing.
func parseISO(s string) (time.Time, bool) {
	s = strings.ToUpper(s)
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func castStruct(t *FieldType, n jsondoc.Node, path string) (Datum, error) {
	d := Datum{Items: make([]Datum, len(t.Fields))}
	for i := range t.Fields {
		v, err := castField(&t.Fields[i], n, path)
		if err != nil {
			return Datum{}, err
		}
		d.Items[i] = v
	}
	return d, nil
}

// castField reads a field from the first of its properties that has a fitting
// value, else from one that is null.
func castField(f *Field, n jsondoc.Node, path string) (Datum, error) {
	path += "/" + f.Name
	var first error
	null := false
	for _, name := range f.From {
		v := n.Get(name)
		if !v.Exists() {
			continue
		}
		d, err := cast(&f.Type, f.Nullable, v, path)
		switch {
		case err == nil && !d.Null:
			return d, nil
		case err == nil:
			null = true
		case first == nil:
			first = err
		}
	}
	switch {
	case null || first == nil && f.Nullable:
		return Datum{Null: true}, nil
	case first != nil:
		return Datum{}, first
	}
	return Datum{}, &CastError{path, f.Type.Kind, true}
}

func castArray(t *FieldType, n jsondoc.Node, path string) (Datum, error) {
	d := Datum{Items: make([]Datum, 0, n.Len())}
	for _, e := range n.Elements() {
		v, err := cast(t.Element, t.ElementNullable, e, path+"/[]")
		if err != nil {
			return Datum{}, err
		}
		d.Items = append(d.Items, v)
	}
	return d, nil
}
