package convert_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// try runs one conversion; what an error left behind in the buffer counts as a
// fault.
func try(t *testing.T, c convert.Func, v payload.Text) (string, convert.Kind) {
	t.Helper()
	out, err := c([]byte("keep|"), v)
	text, ok := strings.CutPrefix(string(out), "keep|")
	if !ok {
		t.Errorf("%+v: the buffer's text was lost: %q", v, out)
	}
	var ce *convert.Error
	if !errors.As(err, &ce) {
		if err != nil {
			t.Errorf("%+v: error %v is no *Error", v, err)
		}
		return text, ""
	}
	if text != "" || ce.Want == "" {
		t.Errorf("%+v: failed with %q in the buffer, wants %q", v, text, ce.Want)
	}
	return "", ce.Kind
}

func TestInteger(t *testing.T) {
	f := func(in, want string, kind convert.Kind) {
		t.Helper()
		if got, k := try(t, convert.Integer, payload.Some(in)); got != want || k != kind {
			t.Errorf("Integer(%q) = %q %s, want %q %s", in, got, k, want, kind)
		}
	}
	f("0", "0", "")
	f("-0", "0", "")
	f("+5", "5", "")
	f("007", "7", "")
	f("2147483647", "2147483647", "")
	f("-2147483648", "-2147483648", "")
	f("null", "", "")
	f("NULL", "", "")
	for _, bad := range []string{"", "+", "-", "--1", "2147483648", "-2147483649", "1.", " 1", "1 ", "0x1", "٤٢", "99999999999999999999999", "1e3", "nul"} {
		f(bad, "", convert.NotInteger)
	}
	if got, k := try(t, convert.Integer, payload.Text{}); got != "" || k != "" {
		t.Errorf("absent value = %q %s", got, k)
	}
}

func TestDecimal(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got, k := try(t, convert.Decimal, payload.Some(in)); got != want || k != "" {
			t.Errorf("Decimal(%q) = %q %s, want %q", in, got, k, want)
		}
	}
	f("23", "23")
	f("23.", "23")
	f(".5", "0.5")
	f("-.5", "-0.5")
	f("+1.50", "1.50")
	f("00.10", "0.10")
	f("000", "0")
	f("-0", "0")
	f("-0.00", "0.00")
	f("0E-5", "0.00000")
	f("0e99", "0")
	f("1e3", "1000")
	f("1.50e1", "15.0")
	f("1.5e3", "1500")
	f("12.5e-3", "0.0125")
	f("1E+3", "1000")
	f("7.51E-9", "0.00000000751")
	f("٤٢.٥", "42.5")
	f("１e２", "100")
	f("Null", "")
	f(strings.Repeat("0", 900)+"1", "1")
	f(strings.Repeat("9", 400), strings.Repeat("9", 400))
	f("1e399", "1"+strings.Repeat("0", 399))
	f("1e-399", "0."+strings.Repeat("0", 398)+"1")
	for _, bad := range []string{"", ".", "-", "+.", "e5", "1e", "1e+", "1e1.5", "1,5", " 5", "5 ", "NaN", "Infinity", "1d", "0x1", "1_0",
		"1..2", "1e400", "1e-400", "1e2147483647", "1e-2147483648", "1e99999999999", "0e99999999999", "0e2147483648", strings.Repeat("9", 401), "𝟏"} {
		if got, k := try(t, convert.Decimal, payload.Some(bad)); k != convert.NotDecimal {
			t.Errorf("Decimal(%q) = %q %s, want a failure", bad, got, k)
		}
	}
}

func TestBoolDimensionsUUID(t *testing.T) {
	for _, in := range []string{"0", "1"} {
		if got, k := try(t, convert.Bool, payload.Some(in)); got != in || k != "" {
			t.Errorf("Bool(%q) = %q %s", in, got, k)
		}
	}
	for _, v := range []payload.Text{{}, payload.Some(""), payload.Some("01"), payload.Some("true"), payload.Some("2")} {
		if _, k := try(t, convert.Bool, v); k != convert.NotBool {
			t.Errorf("Bool(%+v) gives %q", v, k)
		}
	}
	d := func(in string, w, h int32, kind convert.Kind) {
		t.Helper()
		gw, gh, err := convert.Dimensions(payload.Some(in))
		var ce *convert.Error
		errors.As(err, &ce)
		if gw != w || gh != h || (ce == nil) != (kind == "") || ce != nil && ce.Kind != kind {
			t.Errorf("Dimensions(%q) = %d, %d, %v", in, gw, gh, err)
		}
	}
	d("1200x800", 1200, 800, "")
	d("007x0", 7, 0, "")
	d("2147483647x1", math.MaxInt32, 1, "")
	d("2147483648x1", 0, 0, convert.DimensionRange)
	d("1x"+strings.Repeat("9", 40), 0, 0, convert.DimensionRange)
	for _, bad := range []string{"", "x", "1x", "x1", "1X2", "1x2x3", "1x2\n", "+1x2", "1x-2", "٤x6"} {
		d(bad, 0, 0, convert.NotDimensions)
	}
	if got, k := try(t, convert.UUID, payload.Some("F732D278-120E-4AB6-845B-C1F11CD85DC7")); got != "f732d278-120e-4ab6-845b-c1f11cd85dc7" || k != "" {
		t.Errorf("UUID = %q %s", got, k)
	}
	for _, bad := range []string{"", "f732d278120e4ab6845bc1f11cd85dc7", "{f732d278-120e-4ab6-845b-c1f11cd85dc}", "g732d278-120e-4ab6-845b-c1f11cd85dc7", "f732d278-120e-4ab6-845bac1f11cd85dc7"} {
		if _, k := try(t, convert.UUID, payload.Some(bad)); k != convert.NotUUID {
			t.Errorf("UUID(%q) gives %q", bad, k)
		}
	}
}

func TestTimestamp(t *testing.T) {
	const layout = "2006-01-02 15:04:05.000"
	check := func(ms int64) {
		t.Helper()
		got := string(convert.AppendTimestamp(nil, ms))
		if want := time.UnixMilli(ms).UTC().Format(layout); got != want {
			t.Errorf("AppendTimestamp(%d) = %q, want %q", ms, got, want)
		}
		if back, ok := convert.ParseTimestamp(got); !ok || back != ms {
			t.Errorf("ParseTimestamp(%q) = %d, %v, want %d", got, back, ok, ms)
		}
	}
	first := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	last := time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC).UnixMilli()
	for day := first; day <= last; day += 7*86400000 + 3723004 { // every week or so, odd times
		check(day)
	}
	for day := first; day < first+800*366*86400000; day += 86400000 { // every day of two cycles of leap years
		if got, want := string(convert.AppendTimestamp(nil, day)), time.UnixMilli(day).UTC().Format(layout); got != want {
			t.Fatalf("day %d = %q, want %q", day, got, want)
		}
	}
	check(first)
	check(last)
	f := func(in, want string, kind convert.Kind) {
		t.Helper()
		if got, k := try(t, convert.Timestamp, payload.Some(in)); got != want || k != kind {
			t.Errorf("Timestamp(%q) = %q %s, want %q %s", in, got, k, want, kind)
		}
	}
	f("1", "1970-01-01 00:00:00.001", "")
	f("+1426245561368", "2015-03-13 11:19:21.368", "")
	f("-1", "1969-12-31 23:59:59.999", "")
	f("253402300799999", "9999-12-31 23:59:59.999", "")
	f("253402300800000", "", convert.TimeRange)
	f("-62167219200000", "0000-01-01 00:00:00.000", "")
	f("-62167219200001", "", convert.TimeRange)
	f("-9223372036854775808", "", convert.TimeRange)
	for _, bad := range []string{"", "null", "1.5", " 1", "9223372036854775808", "x"} {
		f(bad, "", convert.NotMillis)
	}
	for ms, want := range map[int64]string{
		1111111111111111: "37179-09-17 07:18:31.111",
		-63113904000000:  "-0030-01-01 00:00:00.000",
		math.MinInt64:    "-292275055-05-16 16:47:04.192",
	} {
		if got := string(convert.AppendTimestamp(nil, ms)); got != want {
			t.Errorf("AppendTimestamp(%d) = %q, want %q", ms, got, want)
		}
	}
	for _, bad := range []string{"", "2015-03-13", "2015-02-29 00:00:00.000", "2015-13-01 00:00:00.000", "2015-01-00 00:00:00.000", "2015-01-01 24:00:00.000", "2015-01-01T00:00:00.000", "2015-01-01 00:00:0x.000"} {
		if ms, ok := convert.ParseTimestamp(bad); ok {
			t.Errorf("ParseTimestamp(%q) = %d", bad, ms)
		}
	}
}

func TestDerived(t *testing.T) {
	const a, b, c = "2024-02-29 09:00:00.000", "2024-04-01 09:00:00.000", "2024-04-01 10:00:00.000"
	f := func(collector, created, sent, exact, want string) {
		t.Helper()
		if got := string(convert.AppendDerived(nil, collector, created, sent, exact)); got != want {
			t.Errorf("AppendDerived(%q, %q, %q, %q) = %q, want %q", collector, created, sent, exact, got, want)
		}
	}
	f(c, a, b, "", "2024-02-29 10:00:00.000")
	f(c, a, b, a, a)
	f(c, a, a, "", c)
	f(c, b, a, "", c)
	f(c, "", b, "", c)
	f(c, a, "", "", c)
	f("", a, b, "", "")
	f(c, "0000-01-01 00:00:00.000", "9999-01-01 00:00:00.000", "", c)
}

func TestTextAndCodes(t *testing.T) {
	f := func(c convert.Func, in, want string, kind convert.Kind) {
		t.Helper()
		if got, k := try(t, c, payload.Some(in)); got != want || k != kind {
			t.Errorf("%q = %q %s, want %q %s", in, got, k, want, kind)
		}
	}
	f(convert.Text, "a\tb\x00\x7f\u0085\u2028", "a    b\u0085\u2028", "")
	f(convert.Text, "\b\n", "", "")
	f(convert.IP, "1.2.3.4, 5.6.7.8", "1.2.3.4", "")
	f(convert.IP, "::1|x", "::1", "")
	f(convert.IP, " x", "", "")
	f(convert.EventType, "ev", "struct", "")
	f(convert.EventType, "PV", "", convert.UnknownEventCode)
	f(convert.Platform, "headset", "headset", "")
	f(convert.Platform, "", "", convert.UnknownPlatform)
	f(convert.Base64, "4oKs_+8", "€\uFFFD\uFFFD", "")
	if _, k := try(t, convert.Base64, payload.Text{}); k != convert.NotBase64 {
		t.Errorf("Base64 of an absent value gives %q", k)
	}
	ua := func(in string, encoded bool, want string) {
		t.Helper()
		if got := string(convert.UserAgent(nil, in, encoded)); got != want {
			t.Errorf("UserAgent(%q, %v) = %q, want %q", in, encoded, got, want)
		}
	}
	ua("a+b%20c%0a%09", true, "a b c    ")
	ua("a+b%20%zz\tx", true, "a+b%20%zz    x")
	ua("a+b%20\r\n\x01", false, "a+b%20\x01")
	if convert.CollectorVersion("") == nil || convert.CollectorVersion("x") != nil {
		t.Error("CollectorVersion")
	}
}

func TestFloat32(t *testing.T) {
	f := func(in float32, want string) {
		t.Helper()
		if got := string(convert.AppendFloat32(nil, in)); got != want {
			t.Errorf("AppendFloat32(%v) = %q, want %q", in, got, want)
		}
	}
	f(12, "12.0")
	f(-122.3149, "-122.3149")
	f(0, "0.0")
	f(1e-4, "0.0001")
	f(1e7, "10000000.0")
}

func TestEventID(t *testing.T) {
	record := []byte("a record")
	id := string(convert.AppendEventID(nil, record, 7, 2))
	if got, k := try(t, convert.UUID, payload.Some(id)); got != id || k != "" || id[14] != '5' {
		t.Errorf("id %q is no UUID of version 5", id)
	}
	if again := string(convert.AppendEventID(nil, record, 7, 2)); again != id {
		t.Errorf("second id = %q, want %q", again, id)
	}
	// The id of a record is for ever: runs of different versions must agree.
	if want := "f5a8e964-2cfa-5d08-87a6-269005442d71"; id != want {
		t.Errorf("id = %q, want %q", id, want)
	}
	for _, other := range []string{
		string(convert.AppendEventID(nil, record, 8, 2)),
		string(convert.AppendEventID(nil, record, 7, 3)),
		string(convert.AppendEventID(nil, []byte("b record"), 7, 2)),
	} {
		if other == id {
			t.Error("two events share an id")
		}
	}
}

func TestJSON(t *testing.T) {
	var d jsondoc.Doc
	if err := convert.JSON(&d, []byte(` {"b" : 1.00, "a":[true]} `), 50); err != nil {
		t.Fatal(err)
	}
	if got, want := string(d.Root().AppendCompact(nil)), `{"b":1.00,"a":[true]}`; got != want {
		t.Errorf("compact = %q, want %q", got, want)
	}
	for _, bad := range []string{"", " ", `{"a":9}}`, `[];[]`, `{"a"::2}`, strings.Repeat("[", 51)} {
		err := convert.JSON(&d, []byte(bad), 50)
		var ce *convert.Error
		if !errors.As(err, &ce) || ce.Kind != convert.NotJSON {
			t.Errorf("JSON(%q) = %v", bad, err)
		}
		if d.Root().Exists() {
			t.Errorf("JSON(%q) left a document behind", bad)
		}
	}
}
