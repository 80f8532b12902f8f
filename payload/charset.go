package payload

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
)

// charsetByName finds the charset of a Thrift record's querystring. A nil
// Encoding is UTF-8.
func charsetByName(name string) (encoding.Encoding, bool) {
	if name == "" || strings.EqualFold(name, "UTF-8") || strings.EqualFold(name, "UTF8") {
		return nil, true
	}
	e, err := ianaindex.IANA.Encoding(name)
	if err != nil || e == nil {
		return nil, false
	}
	return e, true
}

// ParseQueryIn is ParseQuery for escapes in the charset of that IANA name; ""
// is UTF-8. An unknown charset reads as UTF-8.
func ParseQueryIn(dst []Pair, buf []byte, qs, charset string) (pairs []Pair, rest []byte, ok bool) {
	e, _ := charsetByName(charset)
	return parseQuery(dst, buf, qs, e)
}

// query parses a querystring in the charset of that name into p.
func (p *Payload) query(qs, charset string) (Error, bool) {
	e, known := charsetByName(charset)
	pairs, buf, ok := parseQuery(p.Query, p.buf, qs, e)
	p.Query, p.buf = pairs, buf
	if ok && (known || len(pairs) == 0) {
		return Error{}, true
	}
	bad := Error{Kind: InvalidQuerystring, Field: "querystring", Value: strings.Clone(qs)}
	if known {
		bad.Want = "legal characters of a URI, in encoding " + charset
		return bad, false
	}
	// A name that is none of a charset is event data like any other.
	bad.Field += " in " + charset
	bad.Want = "a known encoding"
	return bad, false
}

const utf8Name = "UTF-8"
