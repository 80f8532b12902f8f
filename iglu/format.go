package iglu

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/camonica/camonica/calendar"
)

// formats holds the formats that are checked; others are ignored, as both
// JVM validators did. What one of those accepted passes, except where a typed
// column could not hold it (date, uuid).
var formats = map[string]func(string) bool{
	"date-time": isDateTime,
	"date":      isDate,
	"email":     isEmail,
	"hostname":  isHostname,
	"ipv4":      isIPv4,
	"ipv6":      isIPv6,
	"uri":       isURI,
	"uuid":      isUUID,
}

// number2 reads two digits.
func number2(s string, i int) (int, bool) {
	if i+2 > len(s) || !isDigit(s[i]) || !isDigit(s[i+1]) {
		return 0, false
	}
	return int(s[i]-'0')*10 + int(s[i+1]-'0'), true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isDate(s string) bool { return len(s) == 10 && isDatePart(s) }

// isDatePart tells whether s starts with a real date yyyy-MM-dd.
func isDatePart(s string) bool {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	century, ok1 := number2(s, 0)
	year, ok2 := number2(s, 2)
	month, ok3 := number2(s, 5)
	day, ok4 := number2(s, 8)
	return ok1 && ok2 && ok3 && ok4 && month >= 1 && month <= 12 && day >= 1 && day <= calendar.DaysIn(century*100+year, month)
}

// isDateTime takes RFC 3339 with a blank for T, up to nine digits of fraction,
// offsets with or without colon up to ±23:59, and leap seconds where there can
// be one.
func isDateTime(s string) bool {
	if len(s) < 20 || !isDatePart(s) || s[10] != 'T' && s[10] != 't' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return false
	}
	hour, ok1 := number2(s, 11)
	minute, ok2 := number2(s, 14)
	second, ok3 := number2(s, 17)
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 60 {
		return false
	}
	i := 19
	if s[i] == '.' {
		from := i + 1
		for i++; i < len(s) && isDigit(s[i]); i++ {
		}
		if n := i - from; n < 1 || n > 9 {
			return false
		}
	}
	offset, ok := zoneOffset(s[i:])
	if !ok {
		return false
	}
	return second < 60 || isLeapSecond(s[5:10], hour*60+minute-offset)
}

// zoneOffset reads Z, ±hh:mm or ±hhmm, in minutes.
func zoneOffset(s string) (int, bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) == 6 && s[3] == ':' {
		h, ok1 := number2(s, 1)
		m, ok2 := number2(s, 4)
		return signedOffset(s[0], h, m, ok1 && ok2)
	}
	if len(s) == 5 {
		h, ok1 := number2(s, 1)
		m, ok2 := number2(s, 3)
		return signedOffset(s[0], h, m, ok1 && ok2)
	}
	return 0, false
}

func signedOffset(sign byte, h, m int, ok bool) (int, bool) {
	if !ok || h > 23 || m > 59 || sign != '+' && sign != '-' {
		return 0, false
	}
	if sign == '-' {
		return -(h*60 + m), true
	}
	return h*60 + m, true
}

// isLeapSecond tells whether the minute of that day (MM-dd), which an offset
// may have moved by a day, is the last one of June or December in UTC.
func isLeapSecond(day string, minute int) bool {
	const last = 23*60 + 59
	switch day {
	case "06-30", "12-31":
		return minute == last
	case "07-01", "01-01":
		return minute == last-24*60
	case "06-29", "12-30":
		return minute == last+24*60
	}
	return false
}

// isEmail takes local@domain, or name <local@domain>, of any script and any
// top-level domain.
func isEmail(s string) bool {
	s = strings.TrimSpace(s)
	if strings.HasSuffix(s, ">") {
		open := strings.LastIndexByte(s, '<')
		if open < 0 {
			return false
		}
		s = s[open+1 : len(s)-1]
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return false
	}
	return isMailLocal(s[:at]) && isMailDomain(s[at+1:])
}

func isMailLocal(s string) bool {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return true
	}
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`()<>,;:\"[]@`, r) {
			return false
		}
	}
	return true
}

func isMailDomain(s string) bool {
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		return !strings.ContainsAny(s[1:len(s)-1], "[]\\")
	}
	label := 0
	for _, r := range s {
		switch {
		case r == '.':
			if label == 0 {
				return false
			}
			label = 0
		case unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`()<>,;:\"[]@`, r):
			return false
		default:
			label++
		}
	}
	return label > 0
}

// isHostname takes labels of 1 to 63 letters of any script, digits, dashes
// inside, and underscores; 253 characters in all, and perhaps a final dot.
func isHostname(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || utf8.RuneCountInString(s) > 253 {
		return false
	}
	for s != "" {
		label, rest, more := strings.Cut(s, ".")
		if !isLabel(label) || more && rest == "" {
			return false
		}
		s = rest
	}
	return true
}

func isLabel(s string) bool {
	n := 0
	for _, r := range s {
		n++
		if r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return n >= 1 && n <= 63 && s[0] != '-' && s[len(s)-1] != '-'
}

func isIPv4(s string) bool {
	for part := 0; ; part++ {
		n, digits := 0, 0
		for digits < len(s) && digits < 4 && isDigit(s[digits]) {
			n = n*10 + int(s[digits]-'0')
			digits++
		}
		if digits == 0 || digits > 3 || n > 255 || s[0] == '0' && digits > 1 {
			return false
		}
		s = s[digits:]
		if part == 3 {
			return s == ""
		}
		if s == "" || s[0] != '.' {
			return false
		}
		s = s[1:]
	}
}

// isIPv6 takes all but zones.
func isIPv6(s string) bool {
	if strings.IndexByte(s, ':') < 0 || strings.IndexByte(s, '%') >= 0 {
		return false
	}
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6()
}

// isURI takes URI references, also relative and not ASCII. Only what no parser
// would take is refused.
func isURI(s string) bool {
	if !schemeOK(s) {
		return false
	}
	hash, host := false, hostPart(s)
	for i, r := range s {
		switch r {
		case '"', '`', '<', '>', '\\', '^', '{', '|', '}':
			return false
		case '#':
			if hash {
				return false
			}
			hash = true
		case '[', ']':
			if i < host[0] || i >= host[1] {
				return false
			}
		default:
			if unicode.IsSpace(r) || unicode.IsControl(r) {
				return false
			}
		}
	}
	return true
}

// schemeOK tells whether what stands before a colon, if that precedes / ? and
// #, is a scheme.
func schemeOK(s string) bool {
	i := strings.IndexAny(s, ":/?#")
	if i < 0 || s[i] != ':' {
		return true
	}
	for j := 0; j < i; j++ {
		c := s[j]
		if !isLetter(c) && (j == 0 || !isDigit(c) && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return i > 0
}

// hostPart returns where the authority of a URI begins and ends.
func hostPart(s string) [2]int {
	from := 0
	if i := strings.IndexAny(s, ":/?#"); i >= 0 && s[i] == ':' {
		from = i + 1
	}
	if !strings.HasPrefix(s[from:], "//") {
		return [2]int{}
	}
	from += 2
	end := strings.IndexAny(s[from:], "/?#")
	if end < 0 {
		return [2]int{from, len(s)}
	}
	return [2]int{from, from + end}
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}
