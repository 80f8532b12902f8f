package adapter

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// isInt32 tells whether v is a decimal integer of 32 bits, with or without sign.
func isInt32(v string) bool {
	_, err := strconv.ParseInt(v, 10, 32)
	return err == nil
}

// appendInt32 appends a text that isInt32 as JSON number.
func appendInt32(dst []byte, v string) []byte {
	n, _ := integer(v)
	return append(dst, n...)
}

// double returns a decimal number, scientific or not, as JSON writes it: as it
// stands if it can.
func double(v string) (string, bool) {
	if strings.Trim(v, "+-.0123456789eE") != "" {
		return "", false
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return "", false
	}
	var d jsondoc.Doc
	if d.Parse(bytesOf(v), 1) == nil {
		return v, true
	}
	return strconv.FormatFloat(f, 'g', -1, 64), true
}

// maxDigits is more than a double needs; longer texts are no amount of money.
const maxDigits = 800

// cents returns a decimal number rounded to two decimals, half to even, with one
// decimal at least. Rounding is decimal: 1.015 is 1.02, whatever a double
// makes of it.
func cents(v string) (string, bool) {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || len(v) > maxDigits || strings.Trim(v, "+-.0123456789eE") != "" {
		return "", false
	}
	if math.Abs(f) < 1e-3 {
		return "0.0", true
	}
	r, ok := new(big.Rat).SetString(v)
	if !ok {
		return "", false
	}
	n := new(big.Int).Mul(r.Num(), big.NewInt(100))
	q, rest := new(big.Int).QuoRem(n.Abs(n), r.Denom(), new(big.Int))
	switch rest.Lsh(rest, 1).Cmp(r.Denom()) {
	case 1:
		q.Add(q, big.NewInt(1))
	case 0:
		q.Add(q, big.NewInt(int64(q.Bit(0))))
	}
	digits := q.String()
	for len(digits) < 3 {
		digits = "0" + digits
	}
	digits = strings.TrimSuffix(digits[:len(digits)-2]+"."+digits[len(digits)-2:], "0")
	if r.Sign() < 0 && q.Sign() != 0 {
		digits = "-" + digits
	}
	return digits, true
}
