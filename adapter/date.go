package adapter

import (
	"strconv"
	"strings"
	"time"
)

const isoMilliseconds = "2006-01-02T15:04:05.000Z"

// maxSeconds is the end of the year 9999, in seconds since 1970.
const maxSeconds = 253402300799

// reformatDate turns yyyy-MM-dd HH:mm:ss into ISO 8601; other texts stay.
func reformatDate(v string) string {
	t, err := time.Parse("2006-1-2 15:4:5", v)
	if err != nil || strings.Contains(v, ".") {
		return v
	}
	return t.Format(isoMilliseconds)
}

// appendDateTime appends milliseconds since 1970 as a JSON text.
func appendDateTime(dst []byte, ms int64) []byte {
	dst = append(dst, '"')
	dst = time.UnixMilli(ms).UTC().AppendFormat(dst, isoMilliseconds)
	return append(dst, '"')
}

// appendSeconds appends an integer of seconds since 1970 as a date-time.
func appendSeconds(dst []byte, v string) ([]byte, bool) {
	sec, err := strconv.ParseInt(v, 10, 64)
	if err != nil || sec < -maxSeconds || sec > maxSeconds {
		return dst, false
	}
	return appendDateTime(dst, sec*1000), true
}

// appendMilliseconds is appendSeconds for milliseconds.
func appendMilliseconds(dst []byte, v string) ([]byte, bool) {
	ms, err := strconv.ParseInt(v, 10, 64)
	if err != nil || ms < -maxSeconds*1000 || ms > maxSeconds*1000 {
		return dst, false
	}
	return appendDateTime(dst, ms), true
}

// isoLayouts are the forms of ISO 8601 that senders use. Fractions need no
// layout of their own.
var isoLayouts = [...]string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02"}

// parseISO reads a date and time, UTC if it has no offset.
func parseISO(v string) (ms int64, ok bool) {
	for _, layout := range isoLayouts {
		if t, err := time.Parse(layout, v); err == nil {
			return t.UnixMilli(), true
		}
	}
	return 0, false
}
