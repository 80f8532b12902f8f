package enrich

import (
	"context"

	"github.com/camonica/camonica/iglu"
)

// Schemas finds compiled schemas; *iglu.Set is the one of a run. Errors that
// are not *iglu.URIError, *iglu.ResolutionError or *iglu.SchemaError are outages.
type Schemas interface {
	ByURI(ctx context.Context, uri string) (*iglu.Schema, error)
}

// knownMax is the number of schemas that a worker remembers: far more than a
// site uses, and a bound on what made-up names could take.
const knownMax = 4096

// A schemaCache spares a worker the shared set. It keeps what was found only:
// what was not may be there later.
type schemaCache struct {
	set   Schemas
	known map[string]*knownSchema
	last  *knownSchema // found last by the method is
}

// A knownSchema is a schema by the URI that events use.
type knownSchema struct {
	schema *iglu.Schema
	uri    string
	key    iglu.Key // of what events are stored with
	// version is the key's as text.
	version string
	// newURI is what events are stored with if the schema is superseded, and
	// info the data of the entity that tells so.
	newURI, info string
}

// key returns the key that a URI stands for.
func (c *schemaCache) key(uri string) (iglu.Key, error) {
	if k, ok := c.known[uri]; ok {
		return k.schema.Key(), nil
	}
	return iglu.ParseKey(uri)
}

// is tells whether a URI is known to stand for s.
func (c *schemaCache) is(uri string, s *iglu.Schema) bool {
	k := c.last
	if k == nil || k.uri != uri {
		if k = c.known[uri]; k == nil {
			return false
		}
		c.last = k
	}
	return k.schema == s
}

func (c *schemaCache) get(ctx context.Context, uri string) (*knownSchema, error) {
	if k, ok := c.known[uri]; ok {
		return k, nil
	}
	s, err := c.set.ByURI(ctx, uri)
	if err != nil {
		return nil, err
	}
	k := &knownSchema{schema: s, key: s.Key()}
	k.uri = k.key.String()
	if v, ok := s.SupersededBy(); ok {
		k.key = k.key.Within(v)
		k.newURI = k.key.String()
		k.info = `{"originalSchema":"` + k.uri + `","validatedWith":"` + v.String() + `"}`
	}
	k.version = k.key.Version.String()
	if len(c.known) >= knownMax || c.known == nil {
		c.known, c.last = make(map[string]*knownSchema), nil
	}
	c.known[k.uri] = k
	return k, nil
}
