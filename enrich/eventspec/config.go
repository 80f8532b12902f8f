package eventspec

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// maxFileSize bounds the file of specifications.
const maxFileSize = 32 << 20

// New reads the configuration and its specifications.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	p := c.Parameters()
	f, problem := c.Open(ctx, "/database", p.Get("uri").Text(), p.Get("database").Text())
	if problem != nil {
		return enrich.Step{}, problem
	}
	e := &Enrichment{specs: map[string][]*spec{}}
	if err := e.read(f.Data); err != nil {
		return enrich.Step{}, c.Unusable("/database", "a file of event specifications", err)
	}
	return enrich.Step{
		Name: "event_spec_enrichment_config", Schema: c.Schema, Identifier: "event-spec",
		Order: enrich.OrderEventSpec, Enrichment: e,
	}, nil
}

// A specification as its file has it.
type specFile struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Version    *int64          `json:"version"`
	SchemaKey  string          `json:"schemaKey"`
	Constraint json.RawMessage `json:"constraint"`
	Entities   []struct {
		SchemaKey  string          `json:"schemaKey"`
		Min        int             `json:"minCardinality"`
		Max        *int            `json:"maxCardinality"`
		Constraint json.RawMessage `json:"constraint"`
	} `json:"entities"`
}

// read takes the specifications of a file: of those with a version the latest
// of each id.
func (e *Enrichment) read(data []byte) error {
	if len(data) > maxFileSize {
		return errors.New("larger than 32 MiB")
	}
	var file struct {
		EventSpecs []specFile `json:"eventSpecs"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	latest := map[string]int64{}
	for i := range file.EventSpecs {
		if s := &file.EventSpecs[i]; s.Version != nil {
			if v, ok := latest[s.ID]; !ok || *s.Version > v {
				latest[s.ID] = *s.Version
			}
		}
	}
	for i := range file.EventSpecs {
		f := &file.EventSpecs[i]
		if f.Version != nil && *f.Version != latest[f.ID] {
			continue
		}
		s, err := f.compile()
		if err != nil {
			return fmt.Errorf("event specification %d: %w", i+1, err)
		}
		e.specs[f.SchemaKey] = append(e.specs[f.SchemaKey], s)
	}
	return nil
}

func (f *specFile) compile() (*spec, error) {
	s := &spec{name: cmp.Or(f.Name, f.ID)}
	var err error
	if s.constraint, err = constraint(f.SchemaKey, f.Constraint); err != nil {
		return nil, err
	}
	for _, x := range f.Entities {
		y := entity{schema: x.SchemaKey, min: x.Min, max: -1}
		if x.Max != nil {
			y.max = *x.Max
		}
		if y.constraint, err = constraint(x.SchemaKey, x.Constraint); err != nil {
			return nil, err
		}
		s.entities = append(s.entities, y)
	}
	b := jsondoc.AppendString([]byte(`{"id":`), f.ID)
	b = jsondoc.AppendString(append(b, `,"name":`...), f.Name)
	if f.Version != nil {
		b = strconv.AppendInt(append(b, `,"version":`...), *f.Version, 10)
	}
	s.data = string(append(b, '}'))
	return s, nil
}

// constraint compiles a JSON Schema; nil is none.
func constraint(uri string, schema json.RawMessage) (*iglu.Schema, error) {
	key, err := iglu.ParseKey(uri)
	if err != nil {
		return nil, fmt.Errorf("schemaKey: %w", err)
	}
	if len(schema) == 0 || string(schema) == "null" {
		return nil, nil
	}
	s, err := iglu.Compile(key, schema)
	if err != nil {
		return nil, fmt.Errorf("constraint on %s: %w", key, err)
	}
	return s, nil
}
