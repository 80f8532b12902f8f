package badrow

import "github.com/camonica/camonica/jsondoc"

// append writes the request: as a raw event, or as a collector payload.
func (q *Request) append(dst []byte, raw bool) []byte {
	if q == nil {
		q = &Request{}
	}
	dst = append(dst, `{"vendor":`...)
	dst = jsondoc.AppendString(dst, q.Vendor)
	dst = append(dst, `,"version":`...)
	dst = jsondoc.AppendString(dst, q.Version)
	params, source, user := `,"querystring":[`, `,"collector":`, `,"networkUserId":`
	if raw {
		params, source, user = `,"parameters":[`, `,"loaderName":`, `,"userId":`
	}
	dst = append(dst, params...)
	for i := range q.Params {
		dst = comma(dst, i)
		dst = append(dst, `{"name":`...)
		dst = jsondoc.AppendString(dst, q.Params[i].Name)
		dst = append(dst, `,"value":`...)
		dst = appendText(dst, q.Params[i].Value)
		dst = append(dst, '}')
	}
	dst = append(dst, `],"contentType":`...)
	dst = appendText(dst, q.ContentType)
	if !raw {
		dst = append(dst, `,"body":`...)
		dst = appendText(dst, q.Body)
	}
	dst = append(dst, source...)
	dst = jsondoc.AppendString(dst, q.Source)
	dst = append(dst, `,"encoding":`...)
	dst = jsondoc.AppendString(dst, q.Encoding)
	dst = append(dst, `,"hostname":`...)
	dst = appendText(dst, q.Hostname)
	dst = append(dst, `,"timestamp":`...)
	if q.HasTime {
		dst = append(dst, '"')
		dst = appendTime(dst, q.Time)
		dst = append(dst, '"')
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"ipAddress":`...)
	dst = appendText(dst, q.IP)
	dst = append(dst, `,"useragent":`...)
	dst = appendText(dst, q.UserAgent)
	dst = append(dst, `,"refererUri":`...)
	dst = appendText(dst, q.Referer)
	dst = append(dst, `,"headers":[`...)
	for i, h := range q.Headers {
		dst = comma(dst, i)
		dst = jsondoc.AppendString(dst, h)
	}
	dst = append(dst, ']')
	dst = append(dst, user...)
	dst = appendText(dst, Text{q.UserID.Value, q.UserID.Set && isUUID(q.UserID.Value)})
	return append(dst, '}')
}

// isUUID tells whether s is hex digits in the groups 8-4-4-4-12.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
		default:
			return false
		}
	}
	return true
}
