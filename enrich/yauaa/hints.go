package yauaa

import "strings"

// hints are what a browser tells in headers of its own since it no longer tells
// it in the user agent.
type hints struct {
	brands          string // Sec-CH-UA-Full-Version-List, or else Sec-CH-UA
	model           string
	mobile          string // ?0 or ?1
	platform        string
	platformVersion string
}

// readHints reads the headers, each a name and a value with a colon in between.
// It also returns the header User-Agent.
func readHints(headers []string) (h hints, agent string) {
	full := false
	for _, header := range headers {
		name, value, ok := strings.Cut(header, ":")
		if !ok || len(name) < len("sec-ch-ua") {
			continue
		}
		value = strings.TrimSpace(value)
		switch c := name[0] | 0x20; {
		case c == 'u' && strings.EqualFold(name, "user-agent"):
			agent = value
		case c != 's':
		case strings.EqualFold(name, "sec-ch-ua-full-version-list"):
			h.brands, full = value, true
		case strings.EqualFold(name, "sec-ch-ua"):
			if !full {
				h.brands = value
			}
		case strings.EqualFold(name, "sec-ch-ua-model"):
			h.model = unquote(value)
		case strings.EqualFold(name, "sec-ch-ua-mobile"):
			h.mobile = value
		case strings.EqualFold(name, "sec-ch-ua-platform"):
			h.platform = unquote(value)
		case strings.EqualFold(name, "sec-ch-ua-platform-version"):
			h.platformVersion = unquote(value)
		}
	}
	return h, agent
}

// key names the user agent together with the hints.
func (h *hints) key(agent string) string {
	return strings.Join([]string{agent, h.brands, h.model, h.mobile, h.platform, h.platformVersion}, "\n")
}

// brand returns the browser of the list of brands and its version. Next to it the
// list has what it is made of and a third brand that does not exist.
func (h *hints) brand() (name, version string) {
	for item := range strings.SplitSeq(h.brands, ",") {
		// "name";v="version", with any signs in the name of the third.
		quoted := strings.Split(item, `"`)
		if len(quoted) < 2 {
			continue
		}
		n, v := quoted[1], ""
		if len(quoted) > 3 {
			v = quoted[3]
		}
		switch {
		case strings.Contains(n, "Brand") || n == "":
		case n == "Chromium" && name != "":
		default:
			name, version = n, v
		}
	}
	return name, version
}

func unquote(s string) string {
	return strings.Trim(strings.TrimSpace(s), `"`)
}
