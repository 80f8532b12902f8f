package pageuri

import (
	"math"
	"net/netip"
	"strings"
	"unicode/utf8"
)

// authority reads what stands between // and the path into host and port. An
// authority that is no server name is legal as long as its characters are; then
// host and port stay as they are, but for names with underscores or characters
// beyond ASCII, which browsers resolve and R108 left out.
func (u *URI) authority(s string) bool {
	if host, port, ok := server(s, false); ok {
		u.server(host, port)
		return true
	}
	if !legal(s, inRegName) {
		return false
	}
	if host, port, ok := server(s, true); ok {
		u.server(host, port)
	}
	return true
}

func (u *URI) server(host string, port int) {
	u.Host = host
	if port >= 0 {
		u.Port = port
	}
}

// server splits [userinfo@]host[:port]; port is -1 if there is none. The lax
// reading takes underscores and characters beyond ASCII in names.
func server(s string, lax bool) (host string, port int, ok bool) {
	if i := strings.IndexByte(s, '@'); i >= 0 {
		if !legal(s[:i], inUserInfo) {
			return "", 0, false
		}
		s = s[i+1:]
	}
	end := 0
	if strings.HasPrefix(s, "[") {
		if end = strings.IndexByte(s, ']') + 1; end == 0 || !ipv6(s[1:end-1]) {
			return "", 0, false
		}
	} else {
		if end = strings.IndexByte(s, ':'); end < 0 {
			end = len(s)
		}
		if !ipv4(s[:end]) && !hostname(s[:end], lax) {
			return "", 0, false
		}
	}
	host, rest := s[:end], s[end:]
	if rest == "" || rest == ":" {
		return host, -1, true
	}
	if rest[0] != ':' {
		return "", 0, false
	}
	for _, c := range []byte(rest[1:]) {
		if c-'0' > 9 {
			return "", 0, false
		}
		if port = port*10 + int(c-'0'); port > math.MaxInt32 {
			return "", 0, false
		}
	}
	return host, port, true
}

// hostname tells whether s is a server name: labels of letters, digits and inner
// hyphens, set apart by dots; the last of several does not start with a digit,
// and a dot may follow it.
func hostname(s string, lax bool) bool {
	for first := true; ; first = false {
		n := label(s, lax)
		if n == 0 || s[0] == '-' || s[n-1] == '-' {
			return false
		}
		if n == len(s) || s[n:] == "." {
			return first || class[s[0]&0x7f]&isDigit == 0 || s[0] >= utf8.RuneSelf
		}
		if s[n] != '.' {
			return false
		}
		s = s[n+1:]
	}
}

// label returns the length of the label that s starts with.
func label(s string, lax bool) int {
	i := 0
	for i < len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !lax || !other(r) {
				return i
			}
			i += n
		case class[c]&inLabel != 0 || lax && c == '_':
			i++
		default:
			return i
		}
	}
	return i
}

// ipv4 tells whether s is four numbers up to 255; the JVM does not mind leading
// zeros.
func ipv4(s string) bool {
	for n := 1; ; n++ {
		part, rest, more := strings.Cut(s, ".")
		value := 0
		for _, c := range []byte(part) {
			if c-'0' > 9 {
				return false
			}
			if value = value*10 + int(c-'0'); value > 255 {
				return false
			}
		}
		if part == "" || more == (n == 4) {
			return false
		}
		if !more {
			return true
		}
		s = rest
	}
}

// ipv6 tells whether s, the text in brackets, is an address, with or without the
// name of an interface.
func ipv6(s string) bool {
	addr, zone, scoped := strings.Cut(s, "%")
	if scoped && (zone == "" || !all(zone, inZone)) {
		return false
	}
	a, err := netip.ParseAddr(addr)
	return err == nil && a.Is6()
}
