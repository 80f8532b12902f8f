package convert

import (
	"math"
	"strconv"
	"strings"

	"github.com/camonica/camonica/payload"
)

// Integer reads an int32: an optional sign and ASCII digits. It is written
// without plus sign and leading zeros. The text null, in any case, is null.
func Integer(dst []byte, v payload.Text) ([]byte, error) {
	if !v.Set || isNull(v.Value) {
		return dst, nil
	}
	n, ok := parseInt(v.Value)
	if !ok || n < math.MinInt32 || n > math.MaxInt32 {
		return dst, errInteger
	}
	return strconv.AppendInt(dst, n, 10), nil
}

// isNull tells whether s is the word null, in any case.
func isNull(s string) bool { return len(s) == 4 && strings.EqualFold(s, "null") }

// parseInt reads a signed decimal int64 of ASCII digits, as strconv.ParseInt
// does but without an error that quotes the text.
func parseInt(s string) (int64, bool) {
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "" {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 || n > math.MaxUint64/10-1 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	if neg {
		return -int64(n), n <= math.MaxInt64+1
	}
	return int64(n), n <= math.MaxInt64
}

// Bool reads a boolean byte: exactly 1 or 0.
func Bool(dst []byte, v payload.Text) ([]byte, error) {
	if v.Value != "0" && v.Value != "1" {
		return dst, errBool
	}
	return append(dst, v.Value[0]), nil
}

// Dimensions reads a width and a height as in 1200x800: ASCII digits and a lower
// case x, nothing else.
func Dimensions(v payload.Text) (width, height int32, err error) {
	w, h, _ := strings.Cut(v.Value, "x")
	a, okA := dimension(w)
	b, okB := dimension(h)
	if !okA || !okB {
		return 0, 0, errDimensions
	}
	if a > math.MaxInt32 || b > math.MaxInt32 {
		return 0, 0, errDimensionRange
	}
	return int32(a), int32(b), nil
}

// dimension reads ASCII digits. Values above an int32 come as the first of them.
func dimension(s string) (n int64, ok bool) {
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = min(n*10+int64(d), math.MaxInt32+1)
	}
	return n, s != ""
}

// AppendFloat32 appends the shortest decimal text that reads back as f, with at
// least one decimal and never an exponent.
func AppendFloat32(dst []byte, f float32) []byte {
	at := len(dst)
	dst = strconv.AppendFloat(dst, float64(f), 'f', -1, 32)
	for _, c := range dst[at:] {
		if c == '.' {
			return dst
		}
	}
	return append(dst, '.', '0')
}
