package payload

import (
	"time"

	"github.com/camonica/camonica/calendar"
)

// ParseTimestamp reads the date and time fields of a log, yyyy-MM-dd and
// HH:mm:ss with an optional fraction, as UTC. The result is in milliseconds
// since 1970; what the fraction has beyond that is cut off.
func ParseTimestamp(date, clock string) (ms int64, ok bool) {
	if len(date) != 10 || date[4] != '-' || date[7] != '-' ||
		len(clock) < 8 || clock[2] != ':' || clock[5] != ':' {
		return 0, false
	}
	year, ok1 := decimal(date[:4])
	month, ok2 := decimal(date[5:7])
	day, ok3 := decimal(date[8:])
	hour, ok4 := decimal(clock[:2])
	minute, ok5 := decimal(clock[3:5])
	second, ok6 := decimal(clock[6:8])
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6) || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	if month < 1 || month > 12 || day < 1 || day > calendar.DaysIn(year, month) {
		return 0, false
	}
	fraction, ok := milliseconds(clock[8:])
	if !ok {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t.UnixMilli() + fraction, true
}

func decimal(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// milliseconds reads a fraction of a second: nothing, or a dot or comma and
// digits.
func milliseconds(s string) (ms int64, ok bool) {
	if s == "" {
		return 0, true
	}
	if s[0] != '.' && s[0] != ',' || len(s) == 1 {
		return 0, false
	}
	unit := int64(100)
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		ms += unit * int64(s[i]-'0')
		unit /= 10
	}
	return ms, true
}
