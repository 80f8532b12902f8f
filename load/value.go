package load

import (
	"bytes"
	"math"
	"strconv"
	"unsafe"

	"github.com/camonica/camonica/calendar"
)

// DecimalScale is the number of digits that a Decimal has after the point;
// DecimalMax bounds its absolute value in units of the last of them.
const (
	DecimalScale = 2
	DecimalMax   = 999_999_999_999_999_999
)

// ParseInt reads a whole number of at most bits bits. A fraction of zeros and
// an exponent are understood: JSON Schema calls 1.0 and 1e3 integers, too.
func ParseInt(b []byte, bits int) (int64, bool) {
	if v, ok := parsePlainInt(b); ok {
		return v, bits == 64 || v == int64(int32(v))
	}
	v, exact, ok := parseDecimal(b, 0)
	if !ok || !exact || bits == 32 && v != int64(int32(v)) {
		return 0, false
	}
	return v, true
}

// parsePlainInt reads an optional sign and up to 18 digits.
func parsePlainInt(b []byte) (int64, bool) {
	d := b
	if len(d) > 0 && d[0] == '-' {
		d = d[1:]
	}
	if len(d) == 0 || len(d) > 18 {
		return 0, false
	}
	var v int64
	for _, c := range d {
		c -= '0'
		if c > 9 {
			return 0, false
		}
		v = v*10 + int64(c)
	}
	if len(d) != len(b) {
		v = -v
	}
	return v, true
}

// ParseDecimal reads a number into units of 10^-DecimalScale. More digits than
// the scale has are rounded, halves away from zero, as databases do.
func ParseDecimal(b []byte) (int64, bool) {
	v, _, ok := parseDecimal(b, DecimalScale)
	if !ok || v > DecimalMax || v < -DecimalMax {
		return 0, false
	}
	return v, true
}

// parseDecimal reads a decimal number with an optional exponent into units of
// 10^-scale. exact is false if digits were rounded away.
func parseDecimal(b []byte, scale int) (v int64, exact, ok bool) {
	neg := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		b = b[1:]
	}
	mantissa, exp := b, 0
	if i := bytes.IndexAny(b, "eE"); i >= 0 {
		n, err := strconv.Atoi(string(b[i+1:]))
		if err != nil || n > 400 || n < -400 {
			return 0, false, false
		}
		mantissa, exp = b[:i], n
	}
	whole, frac, dot := bytes.Cut(mantissa, []byte{'.'})
	if len(whole)+len(frac) == 0 || dot && len(frac) == 0 {
		return 0, false, false
	}
	// keep is the number of digits, from the left, that the result holds.
	keep := len(whole) + exp + scale
	exact = true
	var u uint64
	digits := 0
	for _, part := range [2][]byte{whole, frac} {
		for _, c := range part {
			c -= '0'
			if c > 9 {
				return 0, false, false
			}
			switch {
			case digits < keep:
				if u > math.MaxInt64/10 {
					return 0, false, false
				}
				u = u*10 + uint64(c)
			case c != 0:
				exact = false
				if digits == keep && c >= 5 {
					u++
				}
			}
			digits++
		}
	}
	for ; digits < keep && u > 0; digits++ {
		if u > math.MaxInt64/10 {
			return 0, false, false
		}
		u *= 10
	}
	if u > math.MaxInt64 {
		return 0, false, false
	}
	if neg {
		return -int64(u), exact, true
	}
	return int64(u), exact, true
}

// ParseDouble reads a floating-point number; infinities and NaN are none.
func ParseDouble(b []byte) (float64, bool) {
	f, err := strconv.ParseFloat(unsafe.String(unsafe.SliceData(b), len(b)), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, false
	}
	return f, true
}

// ParseBool reads 1, 0, true or false.
func ParseBool(b []byte) (v, ok bool) {
	switch string(b) {
	case "1", "true":
		return true, true
	case "0", "false":
		return false, true
	}
	return false, false
}

// ParseTimestamp reads a date and time into microseconds since 1970, UTC:
// "2006-01-02 15:04:05" with T or a blank between, an optional fraction (digits
// past the sixth are cut, there may be none after the point), and an optional
// zone (Z, ±hh:mm or ±hhmm, else UTC). All that passes as a date-time of JSON
// Schema is read.
func ParseTimestamp(b []byte) (int64, bool) {
	if len(b) < 19 || b[10] != ' ' && b[10] != 'T' && b[10] != 't' || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	days, ok := ParseDate(b[:10])
	hour, ok1 := two(b[11:])
	minute, ok2 := two(b[14:])
	second, ok3 := two(b[17:])
	if !ok || !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	micros := ((int64(days)*24+int64(hour))*60+int64(minute))*60 + int64(second)
	micros *= 1e6
	b = b[19:]
	if len(b) > 0 && b[0] == '.' {
		i, unit := 1, int64(100_000)
		for ; i < len(b) && b[i]-'0' <= 9; i++ {
			micros += int64(b[i]-'0') * unit
			unit /= 10
		}
		b = b[i:]
	}
	offset, ok := parseZone(b)
	return micros - offset*60*1e6, ok
}

// parseZone reads what follows the seconds into minutes east of UTC.
func parseZone(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) == 1 && (b[0] == 'Z' || b[0] == 'z') {
		return 0, true
	}
	if b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	var rest []byte
	switch {
	case len(b) == 6 && b[3] == ':':
		rest = b[4:]
	case len(b) == 5:
		rest = b[3:]
	default:
		return 0, false
	}
	hours, ok1 := two(b[1:])
	minutes, ok2 := two(rest)
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	offset := int64(hours*60 + minutes)
	if b[0] == '-' {
		offset = -offset
	}
	return offset, true
}

// two reads two digits at the start of b.
func two(b []byte) (int, bool) {
	x, y := b[0]-'0', b[1]-'0'
	return int(x)*10 + int(y), x <= 9 && y <= 9
}

// ParseDate reads "2006-01-02" into days since 1970.
func ParseDate(b []byte) (int32, bool) {
	if len(b) != 10 || b[4] != '-' || b[7] != '-' {
		return 0, false
	}
	century, ok1 := two(b)
	rest, ok2 := two(b[2:])
	month, ok3 := two(b[5:])
	day, ok4 := two(b[8:])
	year := century*100 + rest
	if !ok1 || !ok2 || !ok3 || !ok4 || month < 1 || month > 12 || day < 1 || day > calendar.DaysIn(year, month) {
		return 0, false
	}
	// Count years from March on, so that the leap day is the last one.
	y, m := year, month-3
	if month < 3 {
		y, m = year-1, month+9
	}
	era := y
	if y < 0 {
		era -= 399
	}
	era /= 400
	yoe := y - era*400
	doe := yoe*365 + yoe/4 - yoe/100 + (153*m+2)/5 + day - 1
	return int32(era*146097 + doe - 719468), true
}

// ParseUUID reads 36 characters, digits in either case.
func ParseUUID(b []byte, dst *[16]byte) bool {
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' {
		return false
	}
	j := 0
	for i := 0; i < 36; i += 2 {
		if b[i] == '-' {
			i++
		}
		hi, lo := hexDigit[b[i]], hexDigit[b[i+1]]
		if hi|lo > 15 {
			return false
		}
		dst[j] = hi<<4 | lo
		j++
	}
	return true
}

var hexDigit = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range byte(10) {
		t['0'+i] = i
	}
	for i := range byte(6) {
		t['a'+i], t['A'+i] = 10+i, 10+i
	}
	return t
}()
