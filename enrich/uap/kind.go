package uap

import "strings"

// A Kind is what sort of thing a device is.
type Kind string

// Kinds of devices. A robot is none: it says that it is one of the others.
const (
	UnknownKind     Kind = "Unknown"
	Desktop         Kind = "Desktop"
	Phone           Kind = "Phone"
	Tablet          Kind = "Tablet"
	Watch           Kind = "Watch"
	TV              Kind = "TV"
	SetTopBox       Kind = "Set-top box"
	Console         Kind = "Game Console"
	HandheldConsole Kind = "Handheld Game Console"
	EReader         Kind = "eReader"
	VirtualReality  Kind = "Virtual Reality"
)

// words are parts of user agents, in lower case, that tell the kind of device.
// The first that is there decides.
var words = []struct {
	kind  Kind
	words []string
}{
	{HandheldConsole, []string{"playstation vita", "playstation portable", "nintendo 3ds", "nintendo dsi"}},
	{Console, []string{"playstation", "xbox", "nintendo"}},
	{VirtualReality, []string{"oculusbrowser", " vr "}},
	{Watch, []string{"watchos", "apple watch", "wear os"}},
	{SetTopBox, []string{"apple tv", "appletv", "roku", "crkey", "; aft", "set-top"}},
	{TV, []string{"smart-tv", "smarttv", "smart tv", "hbbtv", "netcast", "bravia", "web0s", "googletv"}},
	{EReader, []string{"kobo", " nook", "kindle/"}},
	{Tablet, []string{"ipad"}},
	{Phone, []string{"iphone", "ipod", "windows phone"}},
}

// Robot tells whether the agent is a program that fetches pages by itself.
func (a *Agent) Robot() bool { return a.Device.Brand == "Spider" }

// Handheld tells whether a user agent, in lower case, says that it runs on
// something small.
func Handheld(lower string) bool {
	return hasAny(lower, "mobile", "phone", "ipod", "blackberry", "opera mini", "symbian")
}

// Kind returns the kind of device of a user agent, which is given in lower case,
// since rules name devices and not what they are.
func (a *Agent) Kind(lower string, handheld bool) Kind {
	for i := range words {
		if hasAny(lower, words[i].words...) {
			return words[i].kind
		}
	}
	switch {
	case a.OS.Family == "Android":
		if handheld && !strings.Contains(lower, "tablet") {
			return Phone
		}
		return Tablet
	case hasAny(lower, "tablet pc", "windows nt", "macintosh", "x11", "cros "):
		return Desktop
	case hasAny(lower, "tablet", "playbook", "silk/"):
		return Tablet
	case handheld:
		return Phone
	}
	return UnknownKind
}

func hasAny(s string, list ...string) bool {
	for _, w := range list {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
