package iglu

import (
	"errors"

	"github.com/camonica/camonica/jsondoc"
)

// Why a JSON value is no self-describing data.
var (
	// ErrPayload: not an object, or without a text member schema or a member data.
	ErrPayload = errors.New("iglu: not self-describing: want an object with a text member schema and a member data")

	// ErrExtraMember: an object with more than schema and data. R108 failed
	// events with such objects; later releases dropped the members silently.
	ErrExtraMember = errors.New("iglu: self-describing data with a member besides schema and data")
)

// Envelope takes self-describing data apart. Only the envelope is checked:
// uri may be no key. Errors are ErrPayload or ErrExtraMember; the uri shares
// memory with the document.
func Envelope(n jsondoc.Node) (uri string, data jsondoc.Node, err error) {
	if n.Kind() != jsondoc.Object {
		return "", jsondoc.Node{}, ErrPayload
	}
	var schema jsondoc.Node
	extra := false
	for m := n.First(); m.Exists(); m = m.Next() {
		switch m.Name() {
		case "schema":
			schema = m.Value()
		case "data":
			data = m.Value()
		default:
			extra = true
		}
	}
	switch {
	case schema.Kind() != jsondoc.String || !data.Exists():
		return "", jsondoc.Node{}, ErrPayload
	case extra:
		return "", jsondoc.Node{}, ErrExtraMember
	}
	return schema.Text(), data, nil
}

// MetaSchema is what $schema of a self-describing schema must say.
const MetaSchema = "http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#"

// Why a JSON value is no self-describing schema.
var (
	ErrMetaSchema = errors.New("iglu: $schema is not " + MetaSchema)
	ErrSelf       = errors.New("iglu: self lacks a text member vendor, name, format or version")
)

// SelfKey returns the key in the member self of a self-describing schema, as
// published schemas must have it. Errors are ErrMetaSchema, ErrSelf or a
// *URIError. Lookups do not use it: a schema's key is the path it was found at.
func SelfKey(n jsondoc.Node) (Key, error) {
	if n.Get("$schema").Text() != MetaSchema {
		return Key{}, ErrMetaSchema
	}
	self := n.Get("self")
	k := Key{Vendor: self.Get("vendor").Text(), Name: self.Get("name").Text(), Format: self.Get("format").Text()}
	if !self.Get("version").Exists() || !validPart(k.Vendor, true) || !validPart(k.Name, false) || !validPart(k.Format, false) {
		return Key{}, ErrSelf
	}
	v, err := ParseVersion(self.Get("version").Text())
	if err != nil {
		return Key{}, err
	}
	k.Version = v
	return k, nil
}
