package payload

import "strings"

// cloudFront reads access logs of the CloudFront distribution that serves the
// pixel, of every age: from 12 fields (2012) to those that CloudFront will yet
// add at the end.
type cloudFront struct {
	direct bool // the address of field 5, as R108, never that of x-forwarded-for
}

func (cloudFront) Name() string   { return "cloudfront" }
func (cloudFront) Loader() string { return "cloudfront" }
func (cloudFront) Binary() bool   { return false }

func (f cloudFront) Parse(record []byte, p *Payload) error {
	p.Reset()
	line := p.text(record)
	if isLogHeader(line) {
		return ErrSkip
	}
	var fs [12]string
	rest, ok := fields(line, fs[:])
	if !ok || !cloudFrontTail(rest) {
		return unrecognised("cloudfront")
	}
	if !strings.EqualFold(fs[5], "GET") {
		return badMethod(fs[5], "GET")
	}
	p.Source, p.Encoding = "cloudfront", utf8Name
	p.UserAgent, p.UserAgentEncoded = present(p.singleEncode(fs[10])), true
	if p.Referer = present(p.singleEncode(fs[9])); p.Referer.Set {
		p.Referer.Value = strings.TrimSuffix(p.Referer.Value, "%")
	}
	p.IP = present(fs[4])
	if !f.direct {
		if a, ok := forwardedFor(rest); ok {
			p.IP = Some(a)
		}
	}
	var errs Errors
	errs = p.setTimestamp(errs, fs[0], fs[1])
	errs = p.setQuery(errs, p.singleEncode(fs[11]))
	errs = p.setPath(errs, fs[7])
	return errs.orNil()
}

// isLogHeader tells whether the line is one of the two that start each log
// object. Staging concatenates objects, so they come anywhere.
func isLogHeader(line string) bool {
	return strings.HasPrefix(line, "#Version:") || strings.HasPrefix(line, "#Fields:")
}

// cloudFrontTail tells whether a line may go on like this after field 12: not
// at all, with one field and white space, or with two fields and anything.
func cloudFrontTail(rest string) bool {
	if rest == "" {
		return true
	}
	f, rest := field(rest)
	return f != "" && rest != ""
}

// forwardedFor returns the address in field 20, x-forwarded-for; rest starts at
// field 13.
func forwardedFor(rest string) (string, bool) {
	var f string
	for range 8 {
		if f, rest = field(rest); f == "" {
			return "", false
		}
	}
	return firstAddress(f)
}
