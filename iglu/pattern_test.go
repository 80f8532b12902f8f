package iglu_test

import (
	"encoding/json"
	"testing"
)

func TestPatterns(t *testing.T) {
	f := func(pattern, text string, want bool) {
		t.Helper()
		p, err := json.Marshal(map[string]string{"pattern": pattern})
		if err != nil {
			t.Fatal(err)
		}
		v, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := compile(t, string(p)).Validate(parse(t, string(v))) == nil; got != want {
			t.Errorf("%q matches %q: %v, want %v", text, pattern, got, want)
		}
	}
	// Both engines: the second of each pair needs backtracking.
	for _, look := range []string{"", "(?=)"} {
		f(look+`^\s$`, "\v", true)
		f(look+`^\s$`, "\u00a0", false)
		f(look+`^\S$`, "é", true)
		f(look+`^[\S]$`, "😀", true)
		f(look+`^[^\S]$`, " ", true)
		f(look+`^\d$`, "١", false)
		f(look+`^[\D]$`, "١", true)
		f(look+`^\w$`, "ä", false)
		f(look+`^[\W]$`, "ä", true)
		f(look+`^[\W]$`, "_", false)
		f(look+`^.$`, "😀", true)
		f(look+`^.$`, "\r", false)
		f(look+`^.$`, "\u0085", true)
		f(look+`^[^]$`, "\n", true)
		f(look+`[]`, "x", false)
		f(look+`^[[a]$`, "[", true)
		f(look+`^[a-z&&b]$`, "&", true)
		f(look+`^\u00e9\cJ$`, "é\n", true)
		f(look+`^\uD83D\uDE00$`, "😀", true)
		f(look+`^\0$`, "\x00", true)
		f(look+`^[\b]$`, "\b", true)
		f(look+`a$`, "a\n", false)
		f(look+`^a{,2}$`, "a{,2}", true)
		f(look+`^\/\-\_\é$`, "/-_é", true)
	}
	f(`^(?<x>a)\1$`, "aa", true)
	f(`(?<!a)b`, "ab", false)
	f(`^a{0,2000}$`, "aaa", true)
}

func TestFormats(t *testing.T) {
	f := func(format, text string, want bool) {
		t.Helper()
		v, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := compile(t, `{"format":"`+format+`"}`).Validate(parse(t, string(v))) == nil; got != want {
			t.Errorf("%s %q: %v, want %v", format, text, got, want)
		}
	}
	f("date-time", "2016-12-31T23:59:60Z", true)
	f("date-time", "2017-01-01T08:59:60+09:00", true)
	f("date-time", "2016-12-31T23:59:60+09:00", false)
	f("date-time", "2016-06-30T18:59:60-0500", true)
	f("date-time", "2018-07-24 12:34:56.123456789z", true)
	f("date-time", "2018-07-24T12:34:56.1234567890Z", false)
	f("date-time", "2018-07-24T12:34:56+01", false)
	f("date", "2100-02-29", false)
	f("date", "2000-02-29", true)
	f("email", " Joe Doe <a@b.co> ", true)
	f("email", "a@b@c.co", false)
	f("email", "a@", false)
	f("email", "a@b.", false)
	f("hostname", "a-.b", false)
	f("hostname", ".", false)
	f("hostname", "a..", false)
	f("ipv4", "01.2.3.4", false)
	f("ipv4", "1.2.3.4.", false)
	f("ipv6", "fe80::1%eth0", false)
	f("ipv6", "::ffff:1.2.3.4", true)
	f("uri", "http://[::1]:80/x?y#z", true)
	f("uri", "a b", false)
	f("uri", "", true)
	f("uri", ":x", false)
	f("uri", "x:[y]", false)
	f("uuid", "123e4567-e89b-12d3-a456-42661417400g", false)
}
