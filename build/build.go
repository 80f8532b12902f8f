package build

import (
	"runtime/debug"
	"strings"
)

// Version is the release that this source is of, or leads to.
const Version = "0.1.0"

// revision is set by the linker.
var revision = ""

// String returns version and revision, such as "0.1.0+3f2a91c": at most 60
// characters of [A-Za-z0-9.+-].
func String() string {
	r := revision
	if r == "" || r == "dev" {
		if info, ok := debug.ReadBuildInfo(); ok {
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" && len(s.Value) > 7 {
					r = s.Value[:7]
				}
			}
		}
	}
	if r == "" {
		return Version
	}
	r = strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-' {
			return c
		}
		return '-'
	}, r)
	return Version + "+" + r[:min(len(r), 50)]
}
