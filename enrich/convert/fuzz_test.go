package convert_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/payload"
)

// FuzzConversions checks what holds for every text: a column's text converts to
// itself, and a decimal keeps its value.
func FuzzConversions(f *testing.F) {
	for _, s := range []string{"", "0", "-007", "+1.50e-3", "٤٢", "null", "1e400", "F732D278-120E-4AB6-845B-C1F11CD85DC7", "web", "a\tb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for name, c := range map[string]convert.Func{
			"text": convert.Text, "integer": convert.Integer, "decimal": convert.Decimal,
			"bool": convert.Bool, "uuid": convert.UUID, "platform": convert.Platform,
		} {
			once, err := c(nil, payload.Some(in))
			if err != nil || len(once) == 0 {
				continue
			}
			twice, err := c(nil, payload.Some(string(once)))
			if err != nil || string(twice) != string(once) {
				t.Errorf("%s of %q is %q, then %q, %v", name, in, once, twice, err)
			}
		}
		out, err := convert.Decimal(nil, payload.Some(in))
		if err != nil || len(out) == 0 {
			return
		}
		got, ok := new(big.Rat).SetString(string(out))
		if !ok || strings.ContainsAny(string(out), "eE+") {
			t.Fatalf("Decimal(%q) = %q, no plain number", in, out)
		}
		if want, ok := new(big.Rat).SetString(in); ok && want.Cmp(got) != 0 {
			t.Errorf("Decimal(%q) = %q, another value", in, out)
		}
	})
}
