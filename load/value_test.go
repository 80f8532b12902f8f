package load_test

import (
	"slices"
	"testing"
	"time"

	"github.com/camonica/camonica/load"
)

func TestParseInt(t *testing.T) {
	f := func(in string, bits int, want int64, ok bool) {
		t.Helper()
		got, gotOK := load.ParseInt([]byte(in), bits)
		if gotOK != ok || ok && got != want {
			t.Errorf("ParseInt(%q, %d) = %d, %t, want %d, %t", in, bits, got, gotOK, want, ok)
		}
	}
	f("0", 32, 0, true)
	f("-17", 32, -17, true)
	f("2147483647", 32, 2147483647, true)
	f("2147483648", 32, 0, false)
	f("2147483648", 64, 2147483648, true)
	f("9223372036854775807", 64, 9223372036854775807, true)
	f("9223372036854775808", 64, 0, false)
	f("1.0", 32, 1, true)
	f("1e3", 32, 1000, true)
	f("1500e-2", 32, 15, true)
	f("1.5", 32, 0, false)
	f("", 32, 0, false)
	f("-", 32, 0, false)
	f("1.", 32, 0, false)
	f("x", 64, 0, false)
}

func TestParseDecimal(t *testing.T) {
	f := func(in string, want int64, ok bool) {
		t.Helper()
		got, gotOK := load.ParseDecimal([]byte(in))
		if gotOK != ok || ok && got != want {
			t.Errorf("ParseDecimal(%q) = %d, %t, want %d, %t", in, got, gotOK, want, ok)
		}
	}
	f("18.54", 1854, true)
	f("18.5", 1850, true)
	f("18", 1800, true)
	f("-0.005", -1, true)
	f("0.0049", 0, true)
	f("0.005", 1, true)
	f("99.999", 10000, true)
	f("1E+3", 100000, true)
	f("1.234e1", 1234, true)
	f("5e-3", 1, true)
	f("5e-4", 0, true)
	f("9999999999999999.99", 999999999999999999, true)
	f("10000000000000000", 0, false)
	f("1e400", 0, false)
	f("1,5", 0, false)
	f(".", 0, false)
}

func TestParseTimestamp(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		got, ok := load.ParseTimestamp([]byte(in))
		if want == "" {
			if ok {
				t.Errorf("ParseTimestamp(%q) = %d, want a refusal", in, got)
			}
			return
		}
		w, err := time.Parse("2006-01-02T15:04:05.999999", want)
		if err != nil {
			t.Fatal(err)
		}
		if !ok || got != w.UnixMicro() {
			t.Errorf("ParseTimestamp(%q) = %d, %t, want %d", in, got, ok, w.UnixMicro())
		}
	}
	f("2018-07-24 12:30:01.123", "2018-07-24T12:30:01.123")
	f("2018-07-24 12:30:01", "2018-07-24T12:30:01")
	f("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999")
	f("2020-02-29T00:00:00+02:00", "2020-02-28T22:00:00")
	f("2020-02-29T00:00:00-0130", "2020-02-29T01:30:00")
	f("0001-01-01 00:00:00", "0001-01-01T00:00:00")
	f("9999-12-31 23:59:59", "9999-12-31T23:59:59")
	f("2019-02-29 00:00:00", "")
	f("2019-01-01 24:00:00", "")
	f("2019-01-01t00:00:00.z", "2019-01-01T00:00:00")
	f("2019-01-01 00:00:00 UTC", "")
	f("2019-01-01", "")
}

func TestParseUUID(t *testing.T) {
	var u [16]byte
	if !load.ParseUUID([]byte("2b1B25a4-c0df-4859-8201-cf21492ad61b"), &u) || u[0] != 0x2b || u[1] != 0x1b || u[15] != 0x1b {
		t.Errorf("ParseUUID = %x", u)
	}
	for _, in := range []string{"", "2b1b25a4-c0df-4859-8201-cf21492ad61", "2b1b25a4xc0df-4859-8201-cf21492ad61b", "2b1b25a4-c0df-4859-8201-cf21492ad61g"} {
		if load.ParseUUID([]byte(in), &u) {
			t.Errorf("ParseUUID(%q) was taken", in)
		}
	}
}

func TestWiden(t *testing.T) {
	f := func(a, b, want load.Type) {
		t.Helper()
		if got := load.Widen(a, b); got != want {
			t.Errorf("Widen(%v, %v) = %v, want %v", a, b, got, want)
		}
		if got := load.Widen(b, a); got != want {
			t.Errorf("Widen(%v, %v) = %v, want %v", b, a, got, want)
		}
	}
	f(load.Int, load.Int, load.Int)
	f(load.Int, load.BigInt, load.BigInt)
	f(load.Int, load.Double, load.Double)
	f(load.BigInt, load.Double, load.Double)
	f(load.BigInt, load.Decimal, load.Double)
	f(load.Int, load.Decimal, load.Decimal)
	f(load.Int, load.Text, load.Text)
	f(load.Date, load.Timestamp, load.Timestamp)
	f(load.UUID, load.Text, load.Text)
	f(load.Bool, load.Int, load.Text)
}

func TestEvents(t *testing.T) {
	columns := load.Events().Columns
	if n := len(columns); n != 128 {
		t.Errorf("events has %d columns, want 128", n)
	}
	f := func(name string, want load.Type) {
		t.Helper()
		i := slices.IndexFunc(columns, func(c load.Column) bool { return c.Name == name })
		if i < 0 || columns[i].Type != want {
			t.Errorf("column %s is number %d, want type %v", name, i, want)
		}
	}
	f("event_id", load.UUID)
	f("domain_sessionid", load.Text) // may be pseudonymised
	f("collector_tstamp", load.Timestamp)
	f("tr_total", load.Decimal)
	f("se_value", load.Double)
	f("geo_latitude", load.Double)
	f("br_cookies", load.Bool)
	f("txn_id", load.Int)
}

func FuzzParseTimestamp(f *testing.F) {
	f.Add("2018-07-24 12:30:01.123")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := load.ParseTimestamp([]byte(s))
		if !ok || len(s) != 23 || s[19] != '.' || s[17:19] == "60" {
			return
		}
		w, err := time.Parse("2006-01-02 15:04:05.000", s[:10]+" "+s[11:])
		if err != nil || w.UnixMicro() != got {
			t.Errorf("ParseTimestamp(%q) = %d, time says %v, %v", s, got, w, err)
		}
	})
}
