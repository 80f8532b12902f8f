package iglu

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Fixed-point numbers must order and divide as exact ones do.
func TestFixed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() string {
		s := fmt.Sprint(r.IntN(1 << (1 + r.IntN(33))))
		if r.IntN(2) == 0 {
			s += fmt.Sprintf(".%0*d", 1+r.IntN(11), r.IntN(100))
		}
		if r.IntN(3) == 0 {
			s = "-" + s
		}
		return s
	}
	for range 50_000 {
		a, b := random(), random()
		x, okX := fixed(a)
		y, okY := fixed(b)
		if !okX || !okY {
			continue
		}
		l := limit{n: parseNumber(b), fixed: y, isFixed: true}
		if got, want := l.compare(a), parseNumber(a).compare(l.n); got != want {
			t.Fatalf("%s against %s: %d, want %d", a, b, got, want)
		}
		if y <= 0 {
			continue
		}
		if got, want := l.divides(a), parseNumber(a).multipleOf(l.n); got != want {
			t.Fatalf("%s (%d) multiple of %s: %v, want %v", a, x, b, got, want)
		}
	}
}

func TestFixedRefuses(t *testing.T) {
	for _, s := range []string{"1e2", "1234567890", "0.1234567890", "12345678901234567890.1", "1.5E3"} {
		if f, ok := fixed(s); ok {
			t.Errorf("fixed(%q) = %d", s, f)
		}
	}
}
