package convert

import (
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/camonica/camonica/payload"
)

// maxDigits bounds the plain text of a decimal: an exponent of a few characters
// could ask for gigabytes.
const maxDigits = 400

// Decimal reads a decimal number – sign, digits, point, exponent – and writes it
// in plain notation with its scale kept: 1999.00 stays, 1e3 becomes 1000, 7.51E-9
// becomes 0.00000000751, -0 becomes 0. Digits of other scripts are read and
// written as ASCII. The text null, in any case, is null.
func Decimal(dst []byte, v payload.Text) ([]byte, error) {
	if !v.Set || isNull(v.Value) {
		return dst, nil
	}
	if plainDecimal(v.Value) {
		return append(dst, v.Value...), nil
	}
	return decimal(dst, v.Value)
}

// plainDecimal tells whether s is written already as Decimal would write it.
func plainDecimal(s string) bool {
	digits, point := 0, false
	if len(s) > maxDigits {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c-'0' <= 9:
			digits++
		case c == '.' && !point && digits > 0 && i+1 < len(s):
			point = true
		default:
			return false
		}
	}
	return digits > 0 && (s[0] != '0' || len(s) == 1 || s[1] == '.')
}

// decimal appends the plain text of s. The digits are collected at the end of
// dst without sign, point and leading zeros, then the point is put in.
func decimal(dst []byte, s string) ([]byte, error) {
	at := len(dst)
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	digits, scale, point := 0, int64(0), false
	out := dst
	i := 0
scan:
	for i < len(s) {
		c := s[i]
		switch {
		case c == '.' && !point:
			point = true
			i++
			continue
		case c == 'e' || c == 'E':
			break scan
		}
		d, n, ok := digit(s[i:])
		if !ok {
			return dst, errDecimal
		}
		i += n
		digits++
		if point {
			scale++
		}
		if d != 0 || len(out) > at {
			out = append(out, '0'+d)
		}
	}
	if digits == 0 {
		return dst, errDecimal
	}
	if i < len(s) {
		exp, ok := exponent(s[i+1:])
		if !ok {
			return dst, errDecimal
		}
		scale -= exp
	}
	if scale < math.MinInt32 || scale > math.MaxInt32 {
		return dst, errDecimal
	}
	return plain(dst, out[at:], neg, int(scale))
}

// plain appends digits × 10^-scale to dst. The digits may lie in the free end of
// dst; they have no leading zeros, so none of them is zero.
func plain(dst, digits []byte, neg bool, scale int) ([]byte, error) {
	n := len(digits)
	if n == 0 {
		neg = false
		scale = max(scale, 0)
	}
	whole := max(n-scale, 0) // digits before the point
	if max(whole, 1)+max(scale, 0) > maxDigits {
		return dst, errDecimalDigits
	}
	var text [maxDigits + 2]byte // sign, point
	b := text[:0]
	if neg {
		b = append(b, '-')
	}
	if whole == 0 {
		b = append(b, '0')
	}
	b = append(b, digits[:min(n, whole)]...)
	for range -scale {
		b = append(b, '0')
	}
	if scale > 0 {
		b = append(b, '.')
		for range scale - n {
			b = append(b, '0')
		}
		b = append(b, digits[min(n, whole):]...)
	}
	return append(dst, b...), nil
}

// exponent reads what follows the e of a decimal.
func exponent(s string) (int64, bool) {
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "" {
		return 0, false
	}
	var exp int64
	for len(s) > 0 {
		d, n, ok := digit(s)
		if exp = exp*10 + int64(d); !ok || exp > math.MaxInt32 {
			return 0, false
		}
		s = s[n:]
	}
	if neg {
		exp = -exp
	}
	return exp, true
}

// digit reads the decimal digit of any script that s starts with and returns its
// value and length. Digits beyond U+FFFF do not count, as in the JVM.
func digit(s string) (value byte, n int, ok bool) {
	if d := s[0] - '0'; d <= 9 {
		return d, 1, true
	}
	r, n := utf8.DecodeRuneInString(s)
	if r < utf8.RuneSelf || r > math.MaxUint16 {
		return 0, 0, false
	}
	for _, block := range unicode.Nd.R16 {
		if r < rune(block.Lo) {
			break
		}
		if r <= rune(block.Hi) {
			// Blocks start with a zero and hold whole runs of ten.
			return byte((r - rune(block.Lo)) % 10), n, true
		}
	}
	return 0, 0, false
}
