package pageuri_test

import (
	"errors"
	"testing"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/payload"
)

func TestParse(t *testing.T) {
	f := func(in string, want pageuri.URI) {
		t.Helper()
		want.Valid = true
		if got := pageuri.Parse(in); got != want {
			t.Errorf("Parse(%q)\n got %+v\nwant %+v", in, got, want)
		}
	}
	same := func(in string, want pageuri.URI) {
		t.Helper()
		want.Text = in
		f(in, want)
	}
	type u = pageuri.URI
	same("", u{Port: 80})
	same("HTTPS://Example.COM/Path", u{Scheme: "HTTPS", Host: "Example.COM", Port: 80, Path: "/Path"})
	same("https://a.b:8443?q=1#f", u{Scheme: "https", Host: "a.b", Port: 8443, Query: "q=1", Fragment: "f"})
	same("http://u:p@a.b:/x?#", u{Scheme: "http", Host: "a.b", Port: 80, Path: "/x"})
	same("//a.b/x", u{Host: "a.b", Port: 80, Path: "/x"})
	same("about:blank#x", u{Scheme: "about", Port: 80, Fragment: "x"})
	same("http://#x", u{Scheme: "http", Port: 80, Fragment: "x"})
	same("?a=[0]", u{Port: 80, Query: "a=[0]"})
	same("http://[1::%eth0]:99/", u{Scheme: "http", Host: "[1::%eth0]", Port: 99, Path: "/"})
	same("http://a.b:2147483648/", u{Scheme: "http", Port: 80, Path: "/"})
	same("http://a.b:x/", u{Scheme: "http", Port: 80, Path: "/"})
	same("http://1.2.3.256/", u{Scheme: "http", Port: 80, Path: "/"})
	same("http://1.2.3.4./", u{Scheme: "http", Port: 80, Path: "/"})
	same("http://123/", u{Scheme: "http", Host: "123", Port: 80, Path: "/"})
	same("http://a@b@c/", u{Scheme: "http", Port: 80, Path: "/"})
	same("http://:80/", u{Scheme: "http", Port: 80, Path: "/"})
	same("http://-a.com/", u{Scheme: "http", Port: 80, Path: "/"})
	same("http://a%41.com:81/", u{Scheme: "http", Port: 80, Path: "/"})
	same("https://_my_host.com_:81/", u{Scheme: "https", Host: "_my_host.com_", Port: 81, Path: "/"})
	same("https://bücher.example/", u{Scheme: "https", Host: "bücher.example", Port: 443, Path: "/"})
	same("https://bücher-.example/", u{Scheme: "https", Port: 443, Path: "/"})
	f("a b", u{Text: "a%20b", Port: 80, Path: "a%20b"})
	f("http://a.b/x|y#z#?", u{Text: "http://a.b/x%7Cy#z%23%3F", Scheme: "http", Host: "a.b", Port: 80, Path: "/x%7Cy", Fragment: "z%23%3F"})
	f("http://a.b/%41%4x+\"", u{Text: "http://a.b/%41%254x+%22", Scheme: "http", Host: "a.b", Port: 80, Path: "/%41%254x+%22"})
	f("http://[::1]:8/[x]", u{Text: "http://[::1]:8/%5Bx%5D", Scheme: "http", Host: "[::1]", Port: 8, Path: "/%5Bx%5D"})
	f("http://[bad]/", u{Text: "http://%5Bbad%5D/", Scheme: "http", Port: 80, Path: "/"})
	f("http://a.b/\u00a0é\u0085", u{Text: "http://a.b/%C2%A0é%C2%85", Scheme: "http", Host: "a.b", Port: 80, Path: "/%C2%A0é%C2%85"})
	for _, bad := range []string{"http://", "http:", "http:#x", "1http://x", "://x", "127.0.0.1:8080/x", "é:x", "//", ":"} {
		if got, want := pageuri.Parse(bad), (u{Text: bad}); got != want {
			t.Errorf("Parse(%q) = %+v, want %+v", bad, got, want)
		}
	}
}

func TestPairs(t *testing.T) {
	u := pageuri.Parse("http://a.b/?x=1;y&x=a+b%20c")
	pairs, _ := u.Pairs(nil, nil, "")
	want := []payload.Pair{{Name: "x", Value: payload.Some("1")}, {Name: "y"}, {Name: "x", Value: payload.Some("a b c")}}
	if len(pairs) != len(want) {
		t.Fatalf("%d pairs, want %d", len(pairs), len(want))
	}
	for i := range want {
		if pairs[i] != want[i] {
			t.Errorf("pair %d = %+v, want %+v", i, pairs[i], want[i])
		}
	}
}

func TestPairsInCharset(t *testing.T) {
	u := pageuri.Parse("http://a.b/?x=%fc")
	for charset, want := range map[string]string{"": "\uFFFD", "UTF-8": "\uFFFD", "ISO-8859-1": "ü", "unheard-of": "\uFFFD"} {
		pairs, _ := u.Pairs(nil, nil, charset)
		if len(pairs) != 1 || pairs[0].Value.Value != want {
			t.Errorf("pairs in %q = %+v, want %q", charset, pairs, want)
		}
	}
}

func TestCrossDomain(t *testing.T) {
	parse := func(sp string) pageuri.CrossDomain {
		return pageuri.ParseCrossDomain([]payload.Pair{{Name: "_sp", Value: payload.Some("old.1")}, {Name: "_sp", Value: payload.Some(sp)}})
	}
	f := func(sp, user string, time int64, timed bool, data string) {
		t.Helper()
		c := parse(sp)
		if c.UserID != user || c.Time != time || c.Timed != timed {
			t.Errorf("%q = %+v", sp, c)
		}
		got, ok, err := c.AppendNavigation(nil)
		if err != nil || ok != (data != "") || string(got) != data {
			t.Errorf("%q gives %s, %v, %v, want %s", sp, got, ok, err, data)
		}
	}
	const none = `,"session_id":null,"user_id":null,"source_id":null,"source_platform":null,"reason":null}`
	f("", "", 0, false, "")
	f("...", "", 0, false, "")
	f("a\tb", "a    b", 0, false, "")
	f(".5", "", 5, true, "")
	f("a.x", "a", 0, false, "")
	f("a.999999999999999", "a", 0, false, "")
	f("a.1697175843762", "a", 1697175843762, true, `{"domain_user_id":"a","timestamp":"2023-10-13T05:44:03.762Z"`+none)
	f("a.100", "a", 100, true, `{"domain_user_id":"a","timestamp":"1970-01-01T00:00:00.1Z"`+none)
	f("a.0........", "a", 0, true, `{"domain_user_id":"a","timestamp":"1970-01-01T00:00:00Z"`+none)
	f("a.0.s.dQ==.c3I.web._w", "a", 0, true, `{"domain_user_id":"a","timestamp":"1970-01-01T00:00:00Z","session_id":"s","user_id":"u","source_id":"sr","source_platform":"web","reason":"`+"\uFFFD"+`"}`)
	f("a.0.1.dQ.dQ.5.dQ.8", "a", 0, true, "")
	c := parse("a.0.s.***")
	var ce *convert.Error
	if _, _, err := c.AppendNavigation(nil); !errors.As(err, &ce) || ce.Kind != convert.NotBase64 {
		t.Errorf("bad Base64 gives %v", err)
	}
}

// FuzzParse checks what holds for every address: nothing is lost, and what was
// read once reads the same again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"http://a.b:1/c?d=e#f", "http://[::1%1]/", "a b|c", "http://ü_x.de/#a#b", "mailto:a|b", "%zz", "//@:", "http://\xff/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		u := pageuri.Parse(in)
		if !u.Valid {
			if u != (pageuri.URI{Text: in}) {
				t.Fatalf("Parse(%q) = %+v", in, u)
			}
			return
		}
		if again := pageuri.Parse(u.Text); again != u {
			t.Fatalf("Parse(%q) = %+v, again %+v", in, u, again)
		}
		if u.Query == "" {
			return
		}
		if _, _, ok := payload.ParseQuery(nil, nil, u.Query); !ok {
			t.Fatalf("query %q of %q is not legal", u.Query, in)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, c := range []struct{ name, in string }{
		{"clean", "https://www.example.com/shop/tarot-cards/item-0042.html?utm_source=google&utm_medium=cpc&gclid=CNdJ#top"},
		{"space", "https://www.example.com/shop/tarot cards/item-0042.html?utm_source=google&utm_medium=cpc&gclid=CNdJ#top"},
		{"fallback", "https://www.example.com/shop/tarot|cards/item-0042.html?utm_source=google&utm_medium=cpc&gclid=CNdJ#top"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.in)))
			for b.Loop() {
				if u := pageuri.Parse(c.in); !u.Valid {
					b.Fatal("not valid")
				}
			}
		})
	}
}
