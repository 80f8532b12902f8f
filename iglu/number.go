package iglu

import (
	"math/big"
	"math/bits"
	"strings"
)

// maxExponent is where exponents of numbers saturate: no text that fits in
// memory needs more to be told apart by its digits.
const maxExponent = 1 << 40

// A number is a JSON number, exactly: (-1)^neg × 0.d₁d₂d₃… × 10^exp with d₁ ≠ 0.
// Its digits stay in the text, so taking one apart allocates nothing.
type number struct {
	neg  bool
	zero bool
	text string // digits, perhaps with a point, from d₁ on; no trailing zeros
	n    int    // number of digits in text
	exp  int64
}

// parseNumber takes the text of a JSON number apart.
func parseNumber(s string) number {
	var x number
	if s != "" && s[0] == '-' {
		x.neg = true
		s = s[1:]
	}
	mantissa := s
	if e := strings.IndexAny(s, "eE"); e >= 0 {
		mantissa = s[:e]
		x.exp = exponent(s[e+1:])
	}
	point := strings.IndexByte(mantissa, '.')
	if point < 0 {
		point = len(mantissa)
	}
	first := 0
	for first < len(mantissa) && (mantissa[first] == '0' || mantissa[first] == '.') {
		first++
	}
	last := len(mantissa)
	for last > first && (mantissa[last-1] == '0' || mantissa[last-1] == '.') {
		last--
	}
	if first == last {
		return number{zero: true}
	}
	x.text = mantissa[first:last]
	x.n = len(x.text)
	if first < point {
		x.exp += int64(point - first)
		if point < last {
			x.n--
		}
	} else {
		x.exp -= int64(first - point - 1)
	}
	return x
}

func exponent(s string) int64 {
	neg := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		neg = s[0] == '-'
		s = s[1:]
	}
	var n int64
	for i := 0; i < len(s) && n < maxExponent; i++ {
		n = n*10 + int64(s[i]-'0')
	}
	n = min(n, maxExponent)
	if neg {
		return -n
	}
	return n
}

// compare orders numbers: -1, 0 or 1.
func (x number) compare(y number) int {
	switch {
	case x.zero && y.zero:
		return 0
	case x.zero:
		return sign(!y.neg, -1)
	case y.zero:
		return sign(!x.neg, 1)
	case x.neg != y.neg:
		return sign(y.neg, 1)
	}
	return sign(!x.neg, x.compareSize(y))
}

// sign returns c if keep, else -c.
func sign(keep bool, c int) int {
	if keep {
		return c
	}
	return -c
}

func (x number) compareSize(y number) int {
	if x.exp != y.exp {
		return sign(x.exp > y.exp, 1)
	}
	i, j := 0, 0
	for i < len(x.text) && j < len(y.text) {
		switch a, b := x.text[i], y.text[j]; {
		case a == '.':
			i++
		case b == '.':
			j++
		case a != b:
			return sign(a > b, 1)
		default:
			i++
			j++
		}
	}
	switch {
	case i < len(x.text):
		return 1
	case j < len(y.text):
		return -1
	}
	return 0
}

// small returns the number as m × 10^e, m without trailing zeros, if it has at
// most 18 digits.
func (x number) small() (m uint64, e int64, ok bool) {
	if x.zero {
		return 0, 0, true
	}
	if x.n > 18 {
		return 0, 0, false
	}
	for i := 0; i < len(x.text); i++ {
		if c := x.text[i]; c != '.' {
			m = m*10 + uint64(c-'0')
		}
	}
	return m, x.exp - int64(x.n), true
}

// multipleOf tells whether x is an integer times y, y being positive.
func (x number) multipleOf(y number) bool {
	if x.zero {
		return true
	}
	// With all trailing zeros moved to the exponent, x can only be a multiple
	// if its exponent is not the smaller one.
	k := (x.exp - int64(x.n)) - (y.exp - int64(y.n))
	if k < 0 {
		return false
	}
	a, _, ok1 := x.small()
	b, _, ok2 := y.small()
	if !ok1 || !ok2 {
		return bigMultiple(x, y, k)
	}
	rem := a % b
	ten := uint64(10) % b
	for ; k > 0 && rem != 0; k >>= 1 {
		if k&1 != 0 {
			rem = mulMod(rem, ten, b)
		}
		ten = mulMod(ten, ten, b)
	}
	return rem == 0
}

// mulMod returns a·b mod m for a, b < m.
func mulMod(a, b, m uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	_, rem := bits.Div64(hi, lo, m)
	return rem
}

func bigMultiple(x, y number, k int64) bool {
	m := y.mantissa()
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(k), m)
	p.Mul(p, x.mantissa())
	return p.Mod(p, m).Sign() == 0
}

func (x number) mantissa() *big.Int {
	m, _ := new(big.Int).SetString(strings.Replace(x.text, ".", "", 1), 10)
	return m
}

// isInteger tells whether the text of a JSON number is an integer as the JVM
// validators see it: without fraction and exponent, so 1.0 and 1e2 are not.
func isInteger(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == '.' || c == 'e' || c == 'E' {
			return false
		}
	}
	return true
}
