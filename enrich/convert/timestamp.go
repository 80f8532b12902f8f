package convert

import (
	"strconv"

	"github.com/camonica/camonica/payload"
)

const (
	msPerDay = 24 * 60 * 60 * 1000

	// minTime and maxTime are the first and the last millisecond of the years 0
	// to 9999.
	minTime = -62167219200000
	maxTime = 253402300799999

	timestampLen = len("2006-01-02 15:04:05.000")
)

// Timestamp reads milliseconds since 1970, which may be negative, and writes the
// time as a column holds it.
func Timestamp(dst []byte, v payload.Text) ([]byte, error) {
	ms, err := Millis(v)
	if err != nil {
		return dst, err
	}
	return AppendTimestamp(dst, ms), nil
}

// Millis reads milliseconds since 1970 within the years 0 to 9999: a signed
// int64 of ASCII digits.
func Millis(v payload.Text) (int64, error) {
	ms, ok := parseInt(v.Value)
	if !ok {
		return 0, errMillis
	}
	if ms < minTime || ms > maxTime {
		return 0, errTimeRange
	}
	return ms, nil
}

// CollectorTimestamp appends the time at which the collector got the event. It
// must be there and lie in the years 0 to 9999.
func CollectorTimestamp(dst []byte, ms int64, has bool) ([]byte, error) {
	if !has {
		return dst, errNoTime
	}
	if ms < minTime || ms > maxTime {
		return dst, errTimeRange
	}
	return AppendTimestamp(dst, ms), nil
}

// AppendTimestamp appends milliseconds since 1970 as 2006-01-02 15:04:05.000 in
// UTC. Years before 0 have a minus sign and years after 9999 more digits.
func AppendTimestamp(dst []byte, ms int64) []byte {
	days, rest := floorDiv(ms, msPerDay)
	year, month, day := civil(days)
	if year < 0 {
		dst = append(dst, '-')
		year = -year
	}
	if year > 9999 {
		dst = strconv.AppendInt(dst, year/10000, 10)
	}
	y, r := int(year%10000), int(rest)
	dst = append(dst,
		'0'+byte(y/1000), '0'+byte(y/100%10), '0'+byte(y/10%10), '0'+byte(y%10), '-',
		'0'+byte(month/10), '0'+byte(month%10), '-',
		'0'+byte(day/10), '0'+byte(day%10), ' ')
	ms3, sec, min, hour := r%1000, r/1000%60, r/60000%60, r/3600000
	return append(dst,
		'0'+byte(hour/10), '0'+byte(hour%10), ':',
		'0'+byte(min/10), '0'+byte(min%10), ':',
		'0'+byte(sec/10), '0'+byte(sec%10), '.',
		'0'+byte(ms3/100), '0'+byte(ms3/10%10), '0'+byte(ms3%10))
}

// ParseTimestamp reads the text of a timestamp column back into milliseconds
// since 1970. Texts of any other form give ok = false.
func ParseTimestamp(s string) (ms int64, ok bool) {
	if len(s) != timestampLen || s[4] != '-' || s[7] != '-' || s[10] != ' ' || s[13] != ':' || s[16] != ':' || s[19] != '.' {
		return 0, false
	}
	// A byte that is no digit makes one of the differences negative, and with it
	// what all of them are joined to.
	var bad int
	two := func(i int) int {
		a, b := int(s[i])-'0', int(s[i+1])-'0'
		bad |= a | b | (9 - a) | (9 - b)
		return a*10 + b
	}
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	fraction := two(20)*10 + int(s[22]) - '0'
	bad |= (int(s[22]) - '0') | ('9' - int(s[22]))
	if bad < 0 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	days := daysOf(int64(year), month, day)
	if day > 28 {
		if _, _, same := civil(days); same != day {
			return 0, false
		}
	}
	return days*msPerDay + int64(hour*3600000+minute*60000+second*1000+fraction), true
}

// AppendDerived appends the best estimate of when an event happened, made from
// the texts of four columns: the exact time if the sender gave one, else the
// collector's time less the delay between creating and sending, else the
// collector's time. A clock that would lead out of the years 0 to 9999 is not
// believed.
func AppendDerived(dst []byte, collector, created, sent, exact string) []byte {
	if exact != "" {
		return append(dst, exact...)
	}
	if created != "" && sent != "" && created != sent {
		at, okAt := ParseTimestamp(collector)
		from, okFrom := ParseTimestamp(created)
		to, okTo := ParseTimestamp(sent)
		if ms := at - (to - from); okAt && okFrom && okTo && from < to && ms >= minTime && ms <= maxTime {
			return AppendTimestamp(dst, ms)
		}
	}
	return append(dst, collector...)
}

func floorDiv(a, b int64) (q, r int64) {
	q, r = a/b, a%b
	if r < 0 {
		return q - 1, r + b
	}
	return q, r
}

const (
	daysPer400 = 146097
	// daysTo1970 are the days from 1 March of the year 0 to 1 January 1970.
	daysTo1970 = 719468
)

// civil gives the date that lies days after 1970-01-01 in the Gregorian
// calendar, also before it was in use. Years are counted from March, so that the
// leap day is the last one.
func civil(days int64) (year int64, month, day int) {
	era, d := floorDiv(days+daysTo1970, daysPer400)
	n := int(d)
	y := (n - n/1460 + n/36524 - n/146096) / 365
	n -= 365*y + y/4 - y/100
	m := (5*n + 2) / 153 // months since March
	day = n - (153*m+2)/5 + 1
	year = era*400 + int64(y)
	if m >= 10 {
		return year + 1, m - 9, day
	}
	return year, m + 3, day
}

// daysOf is the reverse of civil.
func daysOf(year int64, month, day int) int64 {
	m := month - 3
	if m < 0 {
		m += 12
		year--
	}
	era, y := floorDiv(year, 400)
	return era*daysPer400 + y*365 + y/4 - y/100 + int64((153*m+2)/5+day-1) - daysTo1970
}
