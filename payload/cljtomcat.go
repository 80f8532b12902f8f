package payload

import "strings"

// cljTomcat reads the access log of the Clojure Collector.
type cljTomcat struct{}

func (cljTomcat) Name() string   { return "clj-tomcat" }
func (cljTomcat) Loader() string { return "clj-tomcat" }
func (cljTomcat) Binary() bool   { return false }

func (cljTomcat) Parse(record []byte, p *Payload) error {
	p.Reset()
	line := p.text(record)
	var fs [12]string
	rest, ok := fields(line, fs[:])
	if !ok || fs[2] != "-" {
		return unrecognised("clj-tomcat")
	}
	contentType, body, posted, ok := cljTail(rest)
	if !ok {
		return unrecognised("clj-tomcat")
	}
	if contentType == "-" && body == "-" || contentType == "" && body == "" {
		posted = false
	}
	hasBody := posted && body != "-"
	if hasBody && !strings.EqualFold(fs[5], "POST") {
		return badMethod(fs[5], "POST")
	}
	p.Source, p.Encoding = "clj-tomcat", utf8Name
	p.IP, p.Referer = present(fs[4]), present(fs[9])
	p.UserAgent, p.UserAgentEncoded = present(fs[10]), true

	var errs Errors
	errs = p.setTimestamp(errs, fs[0], fs[1])
	errs = p.setQuery(errs, fs[11])
	errs = p.setPath(errs, fs[7])
	if posted {
		if !p.setContentType(contentType) {
			errs = append(errs, Error{
				Kind: InvalidContentTypeCode, Field: "content type", Value: strings.Clone(contentType), Want: "form encoding",
			})
		}
	}
	if hasBody {
		from := len(p.buf)
		p.buf = AppendBase64(p.buf, body)
		p.Body = Some(share(p.buf[from:]))
	}
	return errs.orNil()
}

// setContentType decodes the content type; false if it is not form encoding.
func (p *Payload) setContentType(encoded string) bool {
	if encoded != p.typeEncoded {
		decoded, ok := AppendFormDecoded(nil, encoded)
		if !ok {
			return false
		}
		p.typeEncoded, p.typeDecoded = strings.Clone(encoded), share(decoded)
	}
	p.ContentType = Some(p.typeDecoded)
	return true
}

// cljTail reads what follows field 12: three dashes or nothing, then content
// type and body, either of which may be empty, or nothing.
func cljTail(s string) (contentType, body string, posted, ok bool) {
	if rest, dashes := cutDashes(s); dashes {
		if rest == "" {
			return "", "", false, true
		}
		if contentType, body, ok = cljPair(rest); ok {
			return contentType, body, true, true
		}
	}
	if s == "" {
		return "", "", false, true
	}
	contentType, body, ok = cljPair(s)
	return contentType, body, true, ok
}

func cutDashes(s string) (rest string, ok bool) {
	for range 3 {
		var f string
		if f, s = field(s); f != "-" {
			return "", false
		}
	}
	return s, true
}

// cljPair reads white space, a field, white space, a field. Fields may be empty,
// white space may not.
func cljPair(s string) (a, b string, ok bool) {
	lead := 0
	for lead < len(s) && isSpace(s[lead]) {
		lead++
	}
	a, rest := field(s)
	if rest == "" {
		// One field or none: of two white-space characters the second goes
		// before the second field.
		return "", a, lead >= 2
	}
	b, rest = lastField(rest)
	return a, b, rest == ""
}
