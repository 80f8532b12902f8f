package pageuri

import (
	"encoding/base64"
	"strings"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// NavigationSchema is the schema of the entity that AppendNavigation writes.
const NavigationSchema = "iglu:com.snowplowanalytics.snowplow/cross_navigation/jsonschema/1-0-0"

// navigationParts is the number of parts that the long form of _sp has.
const navigationParts = 7

// A CrossDomain is what _sp in the address of a page tells of the site that
// linked to it: dot-separated parts, of which the first two are columns.
type CrossDomain struct {
	UserID string // refr_domain_userid, safe for a row
	Time   int64  // refr_dvce_tstamp, milliseconds since 1970
	Timed  bool   // Time is one
	TooFar bool   // there are more parts than the long form has

	rest [navigationParts - 2]string // as sent
}

// ParseCrossDomain reads _sp of a page's querystring; of several the last counts.
// A time that is none, or that no column can hold, is left out. The result shares
// memory with the pairs.
func ParseCrossDomain(query []payload.Pair) CrossDomain {
	var c CrossDomain
	for i := len(query) - 1; i >= 0; i-- {
		if query[i].Name == "_sp" {
			c.parse(query[i].Value.Value)
			break
		}
	}
	return c
}

func (c *CrossDomain) parse(sp string) {
	sp = strings.TrimRight(sp, ".")
	for n := 0; sp != ""; n++ {
		part, rest, _ := strings.Cut(sp, ".")
		switch {
		case n == 0:
			c.UserID = safe(part)
		case n == 1:
			ms, err := convert.Millis(payload.Some(part))
			c.Time, c.Timed = ms, err == nil
		case n < navigationParts:
			c.rest[n-2] = part
		default:
			c.TooFar = true
		}
		sp = rest
	}
}

func safe(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			return string(event.AppendSafe(nil, s))
		}
	}
	return s
}

// navigation names the members of the entity after the first two, in the order
// of the parts, and tells which parts are Base64.
var navigation = [...]struct {
	name    string
	encoded bool
}{
	{"session_id", false}, {"user_id", true}, {"source_id", true}, {"source_platform", false}, {"reason", true},
}

// AppendNavigation appends the data of the cross-navigation entity. There is one
// only if user id and time are known and the parts are not too many, else ok is
// false. A part that is not Base64 for URLs gives a *convert.Error.
func (c *CrossDomain) AppendNavigation(dst []byte) (data []byte, ok bool, err error) {
	if c.UserID == "" || !c.Timed || c.TooFar {
		return dst, false, nil
	}
	out := append(dst, `{"domain_user_id":`...)
	out = jsondoc.AppendString(out, c.UserID)
	out = append(out, `,"timestamp":"`...)
	out = appendISO(out, c.Time)
	out = append(out, '"')
	for i, m := range navigation {
		out = append(out, `,"`...)
		out = append(out, m.name...)
		out = append(out, `":`...)
		part := c.rest[i]
		if part == "" {
			out = append(out, "null"...)
			continue
		}
		if m.encoded {
			text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
			if err != nil {
				return dst, false, &convert.Error{Kind: convert.NotBase64, Want: m.name + " in Base64 for URLs"}
			}
			part = string(payload.AppendUTF8(nil, string(text)))
		}
		out = jsondoc.AppendString(out, part)
	}
	return append(out, '}'), true, nil
}

// appendISO appends a time as 2006-01-02T15:04:05.999Z: zeros at the end of the
// fraction, and a fraction of nothing, are left out.
func appendISO(dst []byte, ms int64) []byte {
	at := len(dst)
	dst = convert.AppendTimestamp(dst, ms)
	dst[at+len("2006-01-02")] = 'T'
	n := len(dst)
	for dst[n-1] == '0' {
		n--
	}
	if dst[n-1] == '.' {
		n--
	}
	return append(dst[:n], 'Z')
}
