package payload

import (
	"net/netip"
	"strings"
)

// maxAddress bounds what is looked at: the longest text of an IP address.
const maxAddress = 45

// ClientAddress returns the address that the request's headers give for the
// client, else the fallback as it is. X-Forwarded-For goes before Forwarded,
// wherever it stands. Only what is an IP address counts; it is given as sent,
// without port, in lower case.
func ClientAddress(headers []string, fallback Text) Text {
	var forwarded Text
	for _, h := range headers {
		if v, ok := cutFold(h, "x-forwarded-for: "); ok {
			if a, ok := firstAddress(v); ok {
				return Some(a)
			}
			continue
		}
		if v, ok := cutFold(h, "forwarded: for="); ok && !forwarded.Set {
			if a, ok := firstAddress(v); ok {
				forwarded = Some(a)
			}
		}
	}
	if forwarded.Set {
		return forwarded
	}
	return fallback
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// firstAddress returns the first address of a list, without quotes, brackets and
// port.
func firstAddress(s string) (string, bool) {
	s = strings.TrimPrefix(s, `"`)
	s, bracket := strings.CutPrefix(s, "[")
	end := 0
	for end < len(s) && end <= maxAddress && (unhex[s[end]] <= 0xf || s[end] == '.' || s[end] == ':') {
		end++
	}
	if end > maxAddress || end < len(s) && !strings.ContainsRune(`,;]"% `, rune(s[end])) {
		return "", false
	}
	s = s[:end]
	if host, port, ok := strings.Cut(s, ":"); ok && !bracket && strings.Contains(host, ".") && !strings.Contains(port, ":") {
		s = host
	}
	if _, err := netip.ParseAddr(s); err != nil {
		return "", false
	}
	return strings.ToLower(s), true
}
