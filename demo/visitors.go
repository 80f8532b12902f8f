package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A visitor keeps what stays the same from one request to the next.
type visitor struct {
	duid, nuid, sid string
	ip              string
	lang, tz        string
	width, height   int
	agent           int
	user            string // login, "" for most
	sessions        int
	left            int // pages left in this visit
	page            page
	channel         channel
	referrer        string
	bot             bool
}

type page struct{ path, title, query string }

const site = "https://shop.camonica.example"

func (p page) url() string {
	if p.query == "" {
		return site + p.path
	}
	return site + p.path + "?" + p.query
}

type channel struct{ referrer, query string }

// channels says where visits come from; an empty one is direct.
var channels = []channel{
	{}, {}, {},
	{referrer: "https://www.google.com/"},
	{referrer: "https://www.google.de/search?q=linen+shirt"},
	{referrer: "https://www.bing.com/search?q=wool%20coat"},
	{referrer: "https://duckduckgo.com/"},
	{referrer: "https://www.facebook.com/"},
	{referrer: "https://t.co/Ab3dE"},
	{referrer: "https://mail.google.com/mail/u/0/", query: "utm_source=letter&utm_medium=email&utm_campaign=june"},
	{query: "utm_source=letter&utm_medium=email&utm_campaign=june"},
	{referrer: "https://www.google.com/", query: "utm_source=google&utm_medium=cpc&utm_campaign=shirts&utm_term=linen%20shirt&gclid=Cj0KCQ-41"},
	{referrer: "https://blog.example.org/summer-wardrobe"},
}

var pages = []page{
	{path: "/", title: "Camonica Shop"},
	{path: "/shirts", title: "Shirts"},
	{path: "/shirts/linen-blue", title: "Linen shirt, blue"},
	{path: "/shirts/linen-white", title: "Linen shirt, white"},
	{path: "/coats", title: "Coats"},
	{path: "/coats/wool-grey", title: "Wool coat, grey"},
	{path: "/shoes/canvas", title: "Canvas shoes"},
	{path: "/bags/weekender", title: "Weekender – 40 l"},
	{path: "/search", title: "Search", query: "q=rain+jacket&sort=price"},
	{path: "/basket", title: "Basket"},
	{path: "/checkout", title: "Checkout"},
	{path: "/magazine", title: "Magazine"},
	{path: "/magazine/caring-for-linen", title: "Caring for linen"},
	{path: "/magazine/rock-drawings", title: "Rock drawings of the valley: 8,000 years in stone"},
	{path: "/magazine/größen", title: "Größen & Maße"},
}

var languages = []string{"en-GB", "en-US", "de-DE", "it-IT", "fr-FR", "ja-JP", "es-ES"}
var zones = []string{"Europe/London", "America/New_York", "Europe/Berlin", "Europe/Rome", "Europe/Paris", "Asia/Tokyo", "Europe/Madrid"}
var screens = [][2]int{{1920, 1080}, {1366, 768}, {2560, 1440}, {390, 844}, {412, 915}, {820, 1180}}

func newVisitors(r *rand.Rand, n int) []visitor {
	vs := make([]visitor, n)
	for i := range vs {
		place := r.IntN(len(languages))
		screen := screens[r.IntN(len(screens))]
		vs[i] = visitor{
			duid: uuid(r), nuid: uuid(r), sid: uuid(r),
			ip:   fmt.Sprintf("%d.%d.%d.%d", 11+r.IntN(180), r.IntN(256), r.IntN(256), 1+r.IntN(254)),
			lang: languages[place], tz: zones[place],
			width: screen[0], height: screen[1],
			agent: r.IntN(1 << 20),
			bot:   i%40 == 0,
		}
		if i%9 == 0 {
			vs[i].user = fmt.Sprintf("customer-%d", 1000+i)
		}
	}
	return vs
}

// visit moves the visitor to the next page, or begins a new visit.
func (v *visitor) visit(r *rand.Rand) {
	if v.left == 0 {
		v.left = 2 + r.IntN(9)
		v.sessions++
		v.sid = uuid(r)
		v.channel = channels[r.IntN(len(channels))]
		v.page = pages[r.IntN(len(pages))]
		v.referrer = v.channel.referrer
		if v.channel.query != "" {
			v.page.query = v.channel.query
		}
		return
	}
	v.left--
	v.referrer = v.page.url()
	v.page = pages[r.IntN(len(pages))]
}

func uuid(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	a = a&^0xf000 | 0x4000
	b = b&^(3<<62) | 2<<62
	s := fmt.Sprintf("%016x%016x", a, b)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// agentForms are shapes of user agents; each # is a number.
var agentForms = []string{
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.#.# Safari/537.36",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_#) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.# Safari/605.1.15",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_#_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.# Mobile/15E#  Safari/604.1",
	"Mozilla/5.0 (Linux; Android 1#; SM-G9#B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.#.# Mobile Safari/537.36",
	"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:#.0) Gecko/20100101 Firefox/#.0",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36 Edg/#.0.#.#",
	"Mozilla/5.0 (iPad; CPU OS 16_# like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/#.0.#.# Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (compatible; Googlebot/2.#; +http://www.google.com/bot.html)",
}

// userAgent makes the i-th user agent: equal numbers may give equal texts only
// after several hundred thousand.
func userAgent(r *rand.Rand, i int) string {
	form := agentForms[i%len(agentForms)]
	var b strings.Builder
	n := i
	for _, c := range []byte(form) {
		if c != '#' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprint(&b, n%140+r.IntN(3))
		n /= 7
	}
	return b.String()
}
