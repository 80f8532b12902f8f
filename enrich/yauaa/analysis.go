package yauaa

import (
	"strings"

	"github.com/camonica/camonica/enrich/uap"
	"github.com/camonica/camonica/jsondoc"
)

// Classes that more than one part of an analysis uses.
const (
	unknown     = "Unknown"
	desktop     = "Desktop"
	mobile      = "Mobile"
	robot       = "Robot"
	robotMobile = "Robot Mobile"
	browser     = "Browser"
	cloud       = "Cloud"
)

// An analysis reads one user agent.
type analysis struct {
	text  string
	lower string
	rules *uap.Agent
	hints hints
}

func (a *analysis) has(s string) bool { return strings.Contains(a.lower, s) }

func (a *analysis) hasAny(list ...string) bool {
	for _, s := range list {
		if a.has(s) {
			return true
		}
	}
	return false
}

// handheld tells whether the agent says that it runs on something small.
func (a *analysis) handheld() bool {
	if a.hints.mobile != "" {
		return a.hints.mobile == "?1"
	}
	return uap.Handheld(a.lower)
}

// kind returns the kind of device.
func (a *analysis) kind() uap.Kind { return a.rules.Kind(a.lower, a.handheld()) }

// product returns the version of the product name, which is in lower case:
// name/version.
func (a *analysis) product(name string) string {
	for at := 0; ; {
		i := strings.Index(a.lower[at:], name+"/")
		if i < 0 || len(a.lower) != len(a.text) {
			return ""
		}
		i += at
		at = i + len(name) + 1
		if i > 0 && isWord(a.lower[i-1]) {
			continue
		}
		return a.text[at : at+versionLen(a.text[at:])]
	}
}

// versionLen is the number of bytes up to the end of a version.
func versionLen(s string) int {
	for i := range len(s) {
		if !isWord(s[i]) && s[i] != '.' && s[i] != '_' && s[i] != '-' && s[i] != '+' {
			return i
		}
	}
	return len(s)
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func major(version string) string {
	v, _, _ := strings.Cut(version, ".")
	return v
}

// thawed cuts the zeros with which browsers hide what follows the major number.
func thawed(version string) string {
	return strings.TrimSuffix(version, ".0.0.0")
}

// appendEntity appends the data of the entity.
func (a *analysis) appendEntity(b []byte) []byte {
	d, s, e, g := a.device(), a.system(), a.engine(), a.agent()
	o := object{b: append(b, '{')}
	o.text("deviceClass", d.class)
	o.text("deviceName", d.name)
	o.text("deviceBrand", d.brand)
	o.text("operatingSystemClass", s.class)
	o.text("operatingSystemName", s.name)
	o.versions("operatingSystem", s.family, s.version)
	o.text("operatingSystemVersionBuild", s.build)
	o.text("layoutEngineClass", e.class)
	o.text("layoutEngineName", e.name)
	o.versions("layoutEngine", e.name, e.version)
	o.text("agentClass", g.class)
	o.text("agentName", g.name)
	o.versions("agent", g.name, g.version)
	if u := a.informationURL(); len(u) <= maxURL {
		o.member("agentInformationUrl", u)
	}
	o.text("agentInformationEmail", unknown)
	o.text("webviewAppName", unknown)
	o.text("webviewAppVersion", "??")
	o.text("webviewAppVersionMajor", "??")
	o.text("webviewAppNameVersionMajor", unknown+" ??")
	o.text("networkType", unknown)
	return append(o.b, '}')
}

// An object is JSON in the making.
type object struct{ b []byte }

// The lengths of values, in bytes. Longer ones, which are no names, are left out:
// the schema of the entity would refuse them.
const (
	maxName = 128
	maxURL  = 1000
)

// text appends a member, unless it has no value.
func (o *object) text(name, value string) {
	if len(value) <= maxName {
		o.member(name, value)
	}
}

func (o *object) member(name, value string) {
	if value == "" {
		return
	}
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = jsondoc.AppendString(o.b, name)
	o.b = jsondoc.AppendString(append(o.b, ':'), value)
}

// versions appends the members that tell a version, with the name and without.
func (o *object) versions(prefix, name, version string) {
	if version == "" || len(version) > maxName {
		return
	}
	o.member(prefix+"Version", version)
	o.member(prefix+"VersionMajor", major(version))
	if name != "" && len(name) <= maxName {
		o.member(prefix+"NameVersion", name+" "+version)
		o.member(prefix+"NameVersionMajor", name+" "+major(version))
	}
}
