package useragentutils

import (
	"strings"

	"github.com/camonica/camonica/enrich/uap"
)

// A ruled fills the columns by rules of ua-parser, in the words of the tables.
type ruled struct{ rules *uap.Parser }

func (r *ruled) classify(agent string) facts {
	a := r.rules.Parse(agent)
	lower := strings.ToLower(agent[:min(len(agent), uap.MaxText)])
	device := deviceOf(a.Kind(lower, uap.Handheld(lower)))
	return facts{
		browser:      withMajor(&a.Browser),
		family:       known(a.Browser.Family),
		version:      a.Browser.Number(),
		kind:         kindOf(a, device),
		engine:       engineOf(lower),
		system:       withMajor(&a.OS),
		systemFamily: known(a.OS.Family),
		manufacturer: makerOf(a.OS.Family),
		device:       device,
	}
}

// known returns a family as the tables would call it.
func known(family string) string {
	if family == uap.Other {
		return "Unknown"
	}
	return family
}

func withMajor(v *uap.Version) string {
	if v.Major == "" {
		return known(v.Family)
	}
	return known(v.Family) + " " + v.Major
}

func deviceOf(k uap.Kind) string {
	switch k {
	case uap.Desktop:
		return computer
	case uap.Phone:
		return mobile
	case uap.Tablet, uap.EReader:
		return tablet
	case uap.Console, uap.HandheldConsole:
		return console
	case uap.TV, uap.SetTopBox:
		return mediaReceiver
	case uap.Watch, uap.VirtualReality:
		return wearable
	}
	return unknownDevice
}

func kindOf(a *uap.Agent, device string) string {
	switch {
	case a.Robot():
		return robot
	case a.Browser.Family == uap.Other:
		return unknownKind
	case device == mobile || device == tablet:
		return mobileWeb
	}
	return web
}

// engines are rendering engines by the product that names them. The first that
// is there counts: most user agents also name those that they are like.
var engines = []struct{ product, engine string }{
	{"trident/", "TRIDENT"}, {"msie ", "TRIDENT"},
	{" edge/", "EDGE_HTML"},
	{"presto/", "PRESTO"},
	{"chrome/", "BLINK"}, {"chromium/", "BLINK"},
	{"applewebkit/", "WEBKIT"},
	{"gecko/", "GECKO"},
	{"khtml/", "KHTML"},
}

func engineOf(lower string) string {
	for _, e := range engines {
		if strings.Contains(lower, e.product) {
			return e.engine
		}
	}
	return unknownBrowser.engine
}

// makers are manufacturers by the family of the operating system.
var makers = map[string]string{
	"Windows": "Microsoft Corporation", "Windows Phone": "Microsoft Corporation", "Windows Mobile": "Microsoft Corporation",
	"Mac OS X": "Apple Inc.", "Mac OS": "Apple Inc.", "iOS": "Apple Inc.", "tvOS": "Apple Inc.", "ATV OS X": "Apple Inc.", "WatchOS": "Apple Inc.",
	"Android": "Google Inc.", "Chrome OS": "Google Inc.", "Chromecast": "Google Inc.",
	"BlackBerry OS": "Research In Motion Limited", "BlackBerry Tablet OS": "Research In Motion Limited",
	"Tizen": "Samsung Electronics", "Bada": "Samsung Electronics",
	"Ubuntu": "Canonical Ltd.", "Symbian OS": "Symbian Ltd.",
}

func makerOf(family string) string {
	if m, ok := makers[family]; ok {
		return m
	}
	return unknownSystem.manufacturer
}
