package yauaa

import (
	"strings"

	"github.com/camonica/camonica/enrich/uap"
)

// A system is an operating system. Windows has a name that goes with its
// versions besides its own.
type system struct{ class, name, family, version, build string }

func (a *analysis) system() system {
	if a.rules.Robot() && !a.handheld() {
		return a.robotSystem()
	}
	name, version := a.rules.OS.Family, a.rules.OS.Number()
	if a.hints.platform != "" {
		name = a.hints.platform
		if a.hints.platformVersion != "" {
			version = a.hints.platformVersion
		}
	}
	s := system{name: name, family: name, version: version}
	switch name {
	case "Windows":
		s.class, s.name = desktop, "Windows NT"
		s.version = a.windowsVersion()
	case "Mac OS X", "macOS", "Mac OS":
		s.class, s.name, s.family = desktop, "Mac OS", "Mac OS"
	case "Android":
		s.class, s.build = mobile, a.build()
	case "iOS", "Windows Phone", "BlackBerry OS", "Symbian OS", "KaiOS", "Firefox OS", "Bada", "watchOS", "WatchOS":
		s.class = mobile
	case "Chrome OS", "Linux", "Ubuntu", "Fedora", "Debian", "FreeBSD", "OpenBSD", "NetBSD", "Solaris", "Red Hat", "SUSE", "Mint", "CentOS", "Gentoo":
		s.class = desktop
	case "Tizen", "webOS", "tvOS", "ATV OS X", "Chromecast":
		s.class = "Embedded"
	case uap.Other:
		return system{class: unknown, name: unknown}
	default:
		s.class = unknown
	}
	if a.kind() == uap.Console {
		s.class = string(uap.Console)
	}
	return s
}

func (a *analysis) robotSystem() system {
	s := system{class: cloud, name: cloud}
	if o := a.operator(); o == "Google" { // the only one that says where its robots run
		s.name = o + " " + cloud
	}
	return s
}

// windowsNames are the names of versions of Windows NT.
var windowsNames = map[string]string{
	"5.0": "2000", "5.1": "XP", "5.2": "XP", "6.0": "Vista", "6.1": "7", "6.2": "8", "6.3": "8.1",
}

// windowsVersion returns the version as it is called in trade. By its hint
// Windows 11 and later can be told from 10.
func (a *analysis) windowsVersion() string {
	if v := a.hints.platformVersion; v != "" {
		switch m := major(v); {
		case len(m) > 1 && m >= "13":
			return "11"
		case m != "0":
			return "10.0"
		}
	}
	const start = "windows nt "
	i := strings.Index(a.lower, start)
	if i < 0 {
		return a.rules.OS.Number()
	}
	rest := a.lower[i+len(start):]
	v := rest[:versionLen(rest)]
	if name, ok := windowsNames[v]; ok {
		return name
	}
	return v
}

// build returns what follows Build/ in the user agent of an Android.
func (a *analysis) build() string { return a.product("build") }
