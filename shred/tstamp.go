package shred

import (
	"time"

	"github.com/camonica/camonica/calendar"
)

// canonicalTime is the form of timestamps in every file that we write.
const canonicalTime = "2006-01-02 15:04:05.000"

// isCanonical tells whether s is a valid timestamp in the canonical form.
func isCanonical(s string) bool {
	if len(s) != len(canonicalTime) {
		return false
	}
	for i := range len(s) {
		want := canonicalTime[i]
		if digit := want >= '0' && want <= '9'; digit != (s[i] >= '0' && s[i] <= '9') || !digit && s[i] != want {
			return false
		}
	}
	return inRange(two(s[5:]), two(s[8:]), two(s[11:]), two(s[14:]), two(s[17:]), two(s[:2])*100+two(s[2:]))
}

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

func inRange(month, day, hour, minute, second, year int) bool {
	return month >= 1 && month <= 12 && day >= 1 && day <= calendar.DaysIn(year, month) && hour < 24 && minute < 60 && second < 60
}

// parseTime reads a timestamp as R108 did: parts may lack leading zeros, the
// fraction may be shorter. Longer fractions, as later producers write, are read
// too.
func parseTime(s string) (time.Time, bool) {
	var parts [7]int
	seps := "-- ::."
	for i := range parts {
		most := 2
		switch i {
		case 0:
			most = 4
		case 6:
			most = 9
		}
		n := 0
		for n < len(s) && n < most && s[n] >= '0' && s[n] <= '9' {
			parts[i] = parts[i]*10 + int(s[n]-'0')
			n++
		}
		if n == 0 {
			return time.Time{}, false
		}
		s = s[n:]
		if i == 6 {
			for ; n < 9; n++ {
				parts[i] *= 10
			}
			break
		}
		if s == "" || s[0] != seps[i] {
			return time.Time{}, false
		}
		s = s[1:]
	}
	if s != "" || !inRange(parts[1], parts[2], parts[3], parts[4], parts[5], parts[0]) {
		return time.Time{}, false
	}
	return time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], parts[6], time.UTC), true
}

func isTime(s string) bool {
	if isCanonical(s) {
		return true
	}
	_, ok := parseTime(s)
	return ok
}

// appendTime appends a valid timestamp in the canonical form.
func appendTime(dst []byte, s string) []byte {
	if len(s) == len(canonicalTime) {
		return append(dst, s...)
	}
	t, _ := parseTime(s)
	return t.AppendFormat(dst, canonicalTime)
}

// Millis reads a timestamp column as milliseconds since 1970, for the rows of
// package dedupe; false if it is none.
func Millis(s string) (int64, bool) {
	t, ok := parseTime(s)
	return t.UnixMilli(), ok
}
