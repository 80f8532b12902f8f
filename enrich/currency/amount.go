package currency

import (
	"math"
	"math/big"
	"strconv"
)

// appendConverted appends amount times rate, rounded to the places.
func appendConverted(dst []byte, amount string, rate *big.Rat, places int) ([]byte, bool) {
	f, err := strconv.ParseFloat(amount, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return dst, false
	}
	product := new(big.Rat).SetFloat64(f)
	product.Mul(product, rate)
	return append(dst, round(product, places).FloatString(places)...), true
}

// round rounds to decimal places, halves to the even neighbour.
func round(x *big.Rat, places int) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	scaled := new(big.Rat).Mul(x, new(big.Rat).SetInt(scale))
	// The quotient towards zero, and which way the rest goes.
	q, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	rest.Abs(rest).Lsh(rest, 1)
	switch c := rest.Cmp(scaled.Denom()); {
	case c > 0, c == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(int64(x.Sign())))
	}
	return new(big.Rat).SetFrac(q, scale)
}
