package iglu

import "cmp"

type numberRule struct {
	min, max   *limit
	multipleOf *limit
}

// A limit is a number of the schema. Most are small integers, which compare
// without being taken apart.
type limit struct {
	text      string
	n         number
	i         int64
	isInt     bool
	fixed     int64 // in units of 10⁻⁹
	isFixed   bool
	exclusive bool
}

func (r *numberRule) check(s string) bool {
	return (r.min == nil || r.min.below(s)) && (r.max == nil || r.max.above(s)) &&
		(r.multipleOf == nil || r.multipleOf.divides(s))
}

// below tells whether s is at least the limit, or above it if that is exclusive.
func (l *limit) below(s string) bool {
	c := l.compare(s)
	return c > 0 || c == 0 && !l.exclusive
}

// above tells whether s is at most the limit, or below it if that is exclusive.
func (l *limit) above(s string) bool {
	c := l.compare(s)
	return c < 0 || c == 0 && !l.exclusive
}

// compare orders s against the limit.
func (l *limit) compare(s string) int {
	if l.isInt {
		if i, ok := smallInt(s); ok {
			return cmp.Compare(i, l.i)
		}
	}
	if l.isFixed {
		if f, ok := fixed(s); ok {
			return cmp.Compare(f, l.fixed)
		}
	}
	return parseNumber(s).compare(l.n)
}

func (l *limit) divides(s string) bool {
	if l.isInt {
		if i, ok := smallInt(s); ok {
			return i%l.i == 0
		}
	}
	if l.isFixed {
		if f, ok := fixed(s); ok {
			return f%l.fixed == 0
		}
	}
	return parseNumber(s).multipleOf(l.n)
}

// smallInt reads an integer of up to 18 digits.
func smallInt(s string) (int64, bool) {
	digits := s
	if s[0] == '-' {
		digits = s[1:]
	}
	if len(digits) > 18 {
		return 0, false
	}
	var n int64
	for i := 0; i < len(digits); i++ {
		c := digits[i]
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) < len(s) {
		n = -n
	}
	return n, true
}

// fixed reads a number of up to nine digits before the point and nine after it,
// without exponent, in units of 10⁻⁹: prices and coordinates, which so need not be
// taken apart.
func fixed(s string) (int64, bool) {
	digits := s
	if s[0] == '-' {
		digits = s[1:]
	}
	var n int64
	whole, places := 0, -1
	for i := 0; i < len(digits); i++ {
		c := digits[i]
		if c == '.' {
			whole, places = i, 9
			continue
		}
		if !isDigit(c) || places == 0 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
		places--
	}
	if places < 0 {
		whole, places = len(digits), 9
	}
	if whole > 9 {
		return 0, false
	}
	n *= powersOf10[places]
	if len(digits) < len(s) {
		n = -n
	}
	return n, true
}

var powersOf10 = [...]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}
