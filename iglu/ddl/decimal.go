package ddl

import (
	"math/big"
	"strconv"
	"strings"
)

// A Decimal is a number of a schema, exactly: Int × 10^-Scale.
type Decimal struct {
	Int   *big.Int
	Scale int
}

// maxExponent keeps 1e999999999 from becoming a gigabyte of digits.
const maxExponent = 400

// ParseDecimal reads the text of a JSON number; false if its exponent is beyond
// all reason.
func ParseDecimal(s string) (Decimal, bool) {
	mantissa, exp := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(strings.TrimPrefix(s[i+1:], "+"))
		if err != nil || e > maxExponent || e < -maxExponent {
			return Decimal{}, false
		}
		mantissa, exp = s[:i], e
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	n, ok := new(big.Int).SetString(whole+frac, 10)
	if !ok {
		return Decimal{}, false
	}
	d := Decimal{Int: n, Scale: len(frac) - exp}
	return d.stripped(), true
}

// stripped removes zeros at the end of the fraction and negative scales.
func (d Decimal) stripped() Decimal {
	ten := big.NewInt(10)
	n := new(big.Int).Set(d.Int)
	scale := d.Scale
	for ; scale < 0; scale++ {
		n.Mul(n, ten)
	}
	for scale > 0 {
		q, r := new(big.Int).QuoRem(n, ten, new(big.Int))
		if r.Sign() != 0 {
			break
		}
		n = q
		scale--
	}
	return Decimal{n, scale}
}

// rescaled returns the unscaled number at a scale at least that of d.
func (d Decimal) rescaled(scale int) *big.Int {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale-d.Scale)), nil)
	return n.Mul(n, d.Int)
}

// Cmp compares two numbers: -1, 0 or 1.
func (d Decimal) Cmp(e Decimal) int {
	scale := max(d.Scale, e.Scale)
	return d.rescaled(scale).Cmp(e.rescaled(scale))
}

// IsInt tells whether the number has no fraction.
func (d Decimal) IsInt() bool { return d.Scale == 0 }

// Digits returns how many digits the unscaled number has.
func (d Decimal) Digits() int {
	return len(new(big.Int).Abs(d.Int).String())
}

// fits tells whether the number is an integer of that many bits, sign included.
func (d Decimal) fits(bits int) bool {
	if !d.IsInt() {
		return false
	}
	limit := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	return d.Int.Cmp(limit) < 0 && d.Int.Cmp(new(big.Int).Neg(limit)) >= 0
}

func (d Decimal) String() string {
	s := new(big.Int).Abs(d.Int).String()
	if d.Scale > 0 {
		for len(s) <= d.Scale {
			s = "0" + s
		}
		s = s[:len(s)-d.Scale] + "." + s[len(s)-d.Scale:]
	}
	if d.Int.Sign() < 0 {
		s = "-" + s
	}
	return s
}
