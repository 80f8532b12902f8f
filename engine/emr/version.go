package emr

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrVersion reports text that is no version.
var ErrVersion = errors.New("emr: not a version of three numbers")

// compareVersions orders versions as RubyGems does: parts between dots, letters
// and digits apart; numbers by value, a text part below every number, so that
// 0.15.0-rc4 < 0.15.0-rc5 < 0.15.0.
func compareVersions(a, b string) int {
	x, y := versionParts(a), versionParts(b)
	for i := range max(len(x), len(y)) {
		p, q := part(x, i), part(y, i)
		n, nErr := strconv.Atoi(p)
		m, mErr := strconv.Atoi(q)
		var c int
		switch {
		case nErr == nil && mErr == nil:
			c = cmp.Compare(n, m)
		case nErr == nil:
			c = 1
		case mErr == nil:
			c = -1
		default:
			c = cmp.Compare(p, q)
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// part is a missing part's value 0.
func part(parts []string, i int) string {
	if i < len(parts) {
		return parts[i]
	}
	return "0"
}

// versionParts splits at dots, and between letters and digits; a hyphen begins a
// pre-release.
func versionParts(v string) []string {
	var parts []string
	for dotted := range strings.SplitSeq(strings.ReplaceAll(v, "-", ".pre."), ".") {
		start := 0
		for i := 1; i <= len(dotted); i++ {
			if i == len(dotted) || isDigit(dotted[i]) != isDigit(dotted[i-1]) {
				parts = append(parts, dotted[start:i])
				start = i
			}
		}
	}
	return parts
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// majorMinor reads the first two of at least three parts.
func majorMinor(v string) (major, minor int, err error) {
	parts := strings.Split(v, ".")
	if len(parts) < 3 {
		return 0, 0, fmt.Errorf("%w: %q", ErrVersion, v)
	}
	major, err = strconv.Atoi(parts[0])
	if err == nil {
		minor, err = strconv.Atoi(parts[1])
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %q", ErrVersion, v)
	}
	return major, minor, nil
}

// CommonsCodec is the version of commons-codec that the bootstrap script of the
// cluster installs: an old one for enrich up to 1.8.0. Without enrich version it
// is the newer one.
func CommonsCodec(sparkEnrich string) (string, error) {
	if sparkEnrich == "" {
		return "1.10", nil
	}
	if _, _, err := majorMinor(sparkEnrich); err != nil {
		return "", err
	}
	if compareVersions(sparkEnrich, "1.8.0") <= 0 {
		return "1.5", nil
	}
	return "1.10", nil
}
