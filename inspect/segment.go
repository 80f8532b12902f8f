package inspect

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/parquet"
)

func (o *Object) segment() (*parquet.File, error) { return parquet.Open(o.Size, o.readRange) }

func (o *Object) describeSegment() ([]fact, func(io.Writer) error, error) {
	f, err := o.segment()
	if err != nil {
		return nil, nil, err
	}
	rows := 0
	for g := range f.Groups() {
		rows += f.Rows(g)
	}
	fs := []fact{
		{"rows", fmt.Sprintf("%d in %s", rows, plural(int64(f.Groups()), "row group"))},
		{"columns", fmt.Sprint(len(f.Columns()))},
	}
	for _, c := range f.Columns() {
		fs = append(fs, fact{"", c.Name + " " + c.Type.String()})
	}
	return fs, nil, nil
}

// readRows is how many rows of a segment are read at a time.
const readRows = 1024

// printSegment prints the rows; the values that a row lacks are not in its JSON,
// and empty in its TSV, which begins with the names of the columns.
func (o *Object) printSegment(w *bufio.Writer, form Form) error {
	f, err := o.segment()
	if err != nil {
		return err
	}
	columns := f.Columns()
	all := make([]int, len(columns))
	for i, c := range columns {
		all[i] = i
		if form == TSV {
			if i > 0 {
				w.WriteByte('\t')
			}
			w.WriteString(c.Name)
		}
	}
	if form == TSV {
		w.WriteByte('\n')
	}
	vectors := make([]parquet.Vector, len(columns))
	var buf []byte
	for g := range f.Groups() {
		cursors, err := f.Cursors(g, all)
		if err != nil {
			return err
		}
		for left := f.Rows(g); left > 0; {
			n := min(left, readRows)
			left -= n
			for i, c := range cursors {
				if err := c.Read(&vectors[i], n); err != nil {
					return err
				}
			}
			for row := range n {
				if form == JSON {
					buf = appendRowJSON(buf[:0], columns, vectors, row)
				} else {
					buf = appendRowTSV(buf[:0], columns, vectors, row)
				}
				if _, err := w.Write(buf); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func appendRowJSON(dst []byte, columns []load.Column, vectors []parquet.Vector, row int) []byte {
	dst = append(dst, '{')
	for i, c := range columns {
		v := &vectors[i]
		if !v.Valid[row] {
			continue
		}
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = append(jsondoc.AppendString(dst, c.Name), ':')
		switch c.Type {
		case load.Int, load.BigInt, load.Decimal, load.Double, load.Bool:
			dst = appendValue(dst, c.Type, v, row)
		case load.JSON:
			if json.Valid(v.Bytes[row]) {
				dst = append(dst, v.Bytes[row]...)
				break
			}
			fallthrough
		default:
			dst = jsondoc.AppendString(dst, string(appendValue(nil, c.Type, v, row)))
		}
	}
	return append(dst, "}\n"...)
}

func appendRowTSV(dst []byte, columns []load.Column, vectors []parquet.Vector, row int) []byte {
	for i, c := range columns {
		if i > 0 {
			dst = append(dst, '\t')
		}
		if v := &vectors[i]; v.Valid[row] {
			dst = event.AppendSafe(dst, string(appendValue(nil, c.Type, v, row)))
		}
	}
	return append(dst, '\n')
}

// appendValue appends a value as text.
func appendValue(dst []byte, t load.Type, v *parquet.Vector, row int) []byte {
	switch t {
	case load.Text, load.JSON:
		return append(dst, v.Bytes[row]...)
	case load.Double:
		return strconv.AppendFloat(dst, v.Doubles[row], 'g', -1, 64)
	case load.Bool:
		return strconv.AppendBool(dst, v.Ints[row] != 0)
	case load.Decimal:
		return appendDecimal(dst, v.Ints[row])
	case load.Timestamp:
		return time.UnixMicro(v.Ints[row]).UTC().AppendFormat(dst, "2006-01-02 15:04:05.000000")
	case load.Date:
		return time.Unix(v.Ints[row]*86400, 0).UTC().AppendFormat(dst, time.DateOnly)
	case load.UUID:
		u := v.UUIDs[row]
		for i, end := range [...]int{4, 6, 8, 10, 16} {
			if i > 0 {
				dst = append(dst, '-')
			}
			from := [...]int{0, 4, 6, 8, 10}[i]
			dst = hex.AppendEncode(dst, u[from:end])
		}
		return dst
	}
	return strconv.AppendInt(dst, v.Ints[row], 10)
}

// appendDecimal appends units of 10^-load.DecimalScale.
func appendDecimal(dst []byte, n int64) []byte {
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	s := fmt.Sprintf("%0*d", load.DecimalScale+1, n)
	point := len(s) - load.DecimalScale
	return append(append(append(dst, s[:point]...), '.'), s[point:]...)
}
