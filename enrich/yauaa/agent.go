package yauaa

import (
	"strings"

	"github.com/camonica/camonica/enrich/uap"
)

// A program is a layout engine or an agent.
type program struct{ class, name, version string }

// firstBlink is the version of Chrome that came with an engine of its own.
const firstBlink = 28

func (a *analysis) engine() program {
	if a.rules.Robot() {
		return program{class: robot, name: a.rules.Browser.Family, version: a.rules.Browser.Number()}
	}
	chrome := a.product("chrome")
	if chrome == "" {
		chrome = a.product("chromium")
	}
	e := program{class: browser}
	switch {
	case a.has("trident/"):
		e.name, e.version = "Trident", a.product("trident")
	case a.has("msie "):
		e.name = "Trident"
	case a.has(" edge/"):
		e.name, e.version = "EdgeHTML", a.product("edge")
	case a.has("presto/"):
		e.name, e.version = "Presto", a.product("presto")
	case chrome != "" && number(major(chrome)) >= firstBlink:
		e.name, e.version = "Blink", blinkVersion(chrome)
	case a.has("applewebkit/"):
		e.name, e.version = "AppleWebKit", a.product("applewebkit")
	case a.has("gecko/"):
		e.name, e.version = "Gecko", a.geckoVersion()
	case a.has("khtml/"):
		e.name, e.version = "KHTML", a.product("khtml")
	default:
		return program{class: unknown, name: unknown}
	}
	return e
}

// blinkVersion returns the version of the engine by that of the browser: its
// first two numbers, or the first where the others are hidden.
func blinkVersion(chrome string) string {
	if v := thawed(chrome); v != chrome {
		return v
	}
	p := strings.SplitN(chrome, ".", 3)
	return strings.Join(p[:min(len(p), 2)], ".")
}

func (a *analysis) geckoVersion() string {
	const start = "rv:"
	i := strings.Index(a.lower, start)
	if i < 0 {
		return ""
	}
	rest := a.text[min(i+len(start), len(a.text)):]
	return rest[:versionLen(rest)]
}

// number reads a whole number of a few digits; 0 if it is none.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || i > 6 {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// A naming is what YAUAA calls an agent that ua-parser has a name for, and the
// product of the user agent that has its version.
type naming struct{ family, class, name, product string }

var namings = []naming{
	{"Chrome", browser, "Chrome", "chrome"},
	{"Chrome Mobile", browser, "Chrome", "chrome"},
	{"Chrome Mobile iOS", browser, "Chrome", "crios"},
	{"Chrome Mobile WebView", "Browser Webview", "Chrome Webview", "chrome"},
	{"Chromium", browser, "Chromium", "chromium"},
	{"HeadlessChrome", robot, "HeadlessChrome", "headlesschrome"},
	{"Firefox", browser, "Firefox", "firefox"},
	{"Firefox Beta", browser, "Firefox", "firefox"},
	{"Firefox Alpha", browser, "Firefox", "firefox"},
	{"Firefox Mobile", browser, "Firefox", "firefox"},
	{"Firefox iOS", browser, "Firefox", "fxios"},
	{"Safari", browser, "Safari", "version"},
	{"Mobile Safari", browser, "Safari", "version"},
	{"IE", browser, "Internet Explorer", ""},
	{"IE Mobile", browser, "Internet Explorer", "iemobile"},
	{"Edge Mobile", browser, "Edge", ""},
	{"Opera", browser, "Opera", "opr"},
	{"Opera Mobile", browser, "Opera", "opr"},
	{"Samsung Internet", browser, "SamsungBrowser", "samsungbrowser"},
	{"Android", browser, "Stock Android Browser", "version"},
	{"Vivaldi", browser, "Vivaldi", "vivaldi"},
	{"YandexBrowser", browser, "Yandex Browser", "yabrowser"},
	{"UC Browser", browser, "UCBrowser", "ucbrowser"},
	{"Thunderbird", "Email Client", "Thunderbird", "thunderbird"},
	{"Facebook", "Mobile App", "Facebook", ""},
	{"Instagram", "Mobile App", "Instagram", "instagram"},
	{"curl", "Special", "Curl", "curl"},
}

// hintNames are brands that have another name here.
var hintNames = map[string]string{"Google Chrome": "Chrome", "Microsoft Edge": "Edge", "Samsung Internet": "SamsungBrowser"}

func (a *analysis) agent() program {
	family, version := a.rules.Browser.Family, a.rules.Browser.Number()
	g := program{name: family, version: version}
	switch {
	case a.rules.Robot():
		g.class = robot
		if a.handheld() {
			g.class = robotMobile
		}
		return g
	case family == uap.Other:
		return program{class: unknown, name: unknown}
	}
	g.class = a.agentClass()
	for i := range namings {
		if n := &namings[i]; n.family == family {
			g.class, g.name = n.class, n.name
			if v := a.product(n.product); n.product != "" && v != "" {
				g.version = v
			}
			break
		}
	}
	g.version = thawed(g.version)
	a.hinted(&g)
	return g
}

// hinted takes name and version of the client hints, which a webview or an app
// around the browser does not send.
func (a *analysis) hinted(g *program) {
	name, version := a.hints.brand()
	if name == "" || g.class != browser {
		return
	}
	if n, ok := hintNames[name]; ok {
		name = n
	}
	g.name = name
	if version != "" {
		g.version = thawed(version)
	}
}

// agentClass is the class of an agent that is not among those with a name of
// their own.
func (a *analysis) agentClass() string {
	switch {
	case strings.HasPrefix(a.lower, "mozilla/") || strings.HasPrefix(a.lower, "opera/"):
		return browser
	case a.hasAny("cfnetwork/", "okhttp/", "dalvik/"):
		return "Mobile App"
	}
	return "Special"
}

// informationURL returns the address at which a robot's owner tells of it.
func (a *analysis) informationURL() string {
	if !a.rules.Robot() {
		return ""
	}
	i := strings.Index(a.text, "http://")
	if j := strings.Index(a.text, "https://"); i < 0 || j >= 0 && j < i {
		i = j
	}
	if i < 0 {
		return ""
	}
	u := a.text[i:]
	if end := strings.IndexAny(u, " ;,)\"'<>"); end >= 0 {
		u = u[:end]
	}
	return u
}

// operator returns who runs a robot, by the host of its address: Google of
// http://www.google.com/bot.html.
func (a *analysis) operator() string {
	_, host, ok := strings.Cut(a.informationURL(), "://")
	if !ok {
		return unknown
	}
	if end := strings.IndexAny(host, "/:?#"); end >= 0 {
		host = host[:end]
	}
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return unknown
	}
	name := labels[len(labels)-2]
	if len(name) <= 3 && len(labels) > 2 { // co.uk
		name = labels[len(labels)-3]
	}
	if name == "" || name == "www" {
		return unknown
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
