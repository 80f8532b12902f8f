package iglu

import (
	"errors"
	"strconv"
	"strings"
)

// Any stands for every number of a Criterion's place.
const Any = -1

// A Criterion names a set of versions of one schema. Numbers are matched for
// equality; Any matches all.
type Criterion struct {
	Vendor, Name, Format      string
	Model, Revision, Addition int
}

// ErrCriterion refuses a text as a criterion.
var ErrCriterion = errors.New("iglu: not of the form iglu:vendor/name/format/1-0-*")

// ParseCriterion reads an Iglu URI in which numbers of the version may be *.
func ParseCriterion(s string) (Criterion, error) {
	c, err := parsePattern(s, "*")
	if err != nil {
		return Criterion{}, ErrCriterion
	}
	return c, nil
}

// MustCriterion is ParseCriterion for constants of the program.
func MustCriterion(s string) Criterion {
	c, err := ParseCriterion(s)
	if err != nil {
		panic("iglu: internal error: bad criterion " + s)
	}
	return c
}

// ParsePartialKey reads an Iglu URI in which numbers of the version may be ?,
// as later tools write them in type hierarchies. Errors are *URIError.
func ParsePartialKey(s string) (Criterion, error) { return parsePattern(s, "?") }

// ParsePartialVersion reads a version in which numbers may be ?. Only the
// numbers of the criterion are set. Errors are *URIError.
func ParsePartialVersion(s string) (Criterion, error) {
	var c Criterion
	if !c.setVersion(s, "?") {
		return Criterion{}, &URIError{InvalidSchemaVer}
	}
	return c, nil
}

func parsePattern(s, wild string) (Criterion, error) {
	path, ok := strings.CutPrefix(s, scheme)
	if !ok {
		return Criterion{}, &URIError{InvalidURI}
	}
	k, version, ok := splitPath(path)
	if !ok {
		return Criterion{}, &URIError{InvalidURI}
	}
	c := Criterion{Vendor: k.Vendor, Name: k.Name, Format: k.Format}
	if c.setVersion(version, wild) {
		return c, nil
	}
	if inGrammar(version, wild) {
		return Criterion{}, &URIError{InvalidSchemaVer} // only too large
	}
	return Criterion{}, &URIError{InvalidURI}
}

// inGrammar tells whether the three parts are wild or numbers without leading
// zeros, however large.
func inGrammar(s, wild string) bool {
	parts := strings.Split(s, "-")
	for i, p := range parts {
		if p == wild || p == "0" && i > 0 {
			continue
		}
		if p == "" || p[0] == '0' || strings.Trim(p, "0123456789") != "" {
			return false
		}
	}
	return len(parts) == 3
}

func (c *Criterion) setVersion(s, wild string) bool {
	parts := strings.Split(s, "-")
	if len(parts) != 3 {
		return false
	}
	var n [3]int
	for i, p := range parts {
		if p == wild {
			n[i] = Any
			continue
		}
		var ok bool
		if n[i], ok = versionNumber(p); !ok {
			return false
		}
	}
	c.Model, c.Revision, c.Addition = n[0], n[1], n[2]
	return n[0] != 0
}

// Matches tells whether the key is of the set.
func (c Criterion) Matches(k Key) bool {
	same := func(want, got int) bool { return want == Any || want == got }
	return c.Vendor == k.Vendor && c.Name == k.Name && c.Format == k.Format &&
		same(c.Model, k.Version.Model) && same(c.Revision, k.Version.Revision) && same(c.Addition, k.Version.Addition)
}

// Pick returns the first of the keys that is of the set.
func (c Criterion) Pick(keys []Key) (Key, bool) {
	for _, k := range keys {
		if c.Matches(k) {
			return k, true
		}
	}
	return Key{}, false
}

// String returns the criterion as ParseCriterion reads it.
func (c Criterion) String() string {
	n := func(i int) string {
		if i == Any {
			return "*"
		}
		return strconv.Itoa(i)
	}
	return scheme + c.Vendor + "/" + c.Name + "/" + c.Format + "/" + n(c.Model) + "-" + n(c.Revision) + "-" + n(c.Addition)
}
