package configured

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// Options are what configurations are loaded with.
type Options struct {
	Schemas enrich.Schemas
	TLSOnly bool           // see settings.Config
	Files   settings.Files // nil: configurations that name data files are refused
}

// A Set is what came of configurations.
type Set struct {
	Steps    []enrich.Step
	Files    []settings.File    // that were opened, by address, without their data
	Warnings []settings.Problem // such as documents that no enrichment takes

	// Repeatable tells that enriching a record again gives the same event: no
	// step calls out or runs a user's program.
	Repeatable bool
}

// Load checks the documents and builds the steps of those that are enabled.
// Problems come back together as settings.Problems.
func Load(ctx context.Context, o Options, docs []settings.Document) (*Set, error) {
	var ps settings.Problems
	configs, err := Check(ctx, o.Schemas, docs)
	if err != nil && !errors.As(err, &ps) {
		return nil, err
	}
	s := &Set{Repeatable: true}
	files := &recorder{files: o.Files}
	seen := map[*kind]string{}
	for _, c := range configs {
		k := find(c.Schema)
		switch {
		case k == nil:
			s.warn(c, settings.Ignored, "/schema", "the schema of an enrichment")
			continue
		case c.Name != c.Schema.Name:
			s.warn(c, settings.NameDiffers, "/data/name", c.Schema.Name)
		}
		if !c.Enabled {
			continue
		}
		if p := place(c, k, seen); p != nil {
			ps = append(ps, p)
			continue
		}
		c.TLSOnly = o.TLSOnly
		if o.Files != nil {
			c.Files = files
		}
		step, err := k.build(ctx, c)
		if err != nil {
			ps = append(ps, settings.Found(c, err)...)
			continue
		}
		s.Steps = append(s.Steps, step)
		s.Repeatable = s.Repeatable && !k.varies && !step.Calls && !varies(step.Enrichment)
	}
	s.Files = files.opened
	if len(ps) > 0 {
		return nil, errors.Join(ps, s.Close())
	}
	return s, nil
}

// varies tells whether an enrichment gives other results each time because of how
// it is configured.
func varies(e enrich.Enrichment) bool {
	v, ok := e.(interface{ Varies() bool })
	return ok && v.Varies()
}

// place tells what speaks against the configuration of a kind, if anything.
func place(c *settings.Config, k *kind, seen map[*kind]string) *settings.Problem {
	if !k.supports(c.Schema) {
		return &settings.Problem{Kind: settings.Unsupported, File: c.File, Pointer: "/schema", Want: k.wanted()}
	}
	if first, ok := seen[k]; ok && !k.many {
		return &settings.Problem{Kind: settings.Duplicate, File: c.File, Pointer: "/schema", Want: "one configuration of this enrichment; the first is in " + first}
	}
	seen[k] = c.File
	return nil
}

func (s *Set) warn(c *settings.Config, kind settings.Kind, pointer, want string) {
	s.Warnings = append(s.Warnings, settings.Problem{Kind: kind, File: c.File, Pointer: pointer, Want: want})
}

// Close gives back what enrichments hold, such as connections.
func (s *Set) Close() error {
	var errs []error
	for i := range s.Steps {
		if c, ok := s.Steps[i].Enrichment.(io.Closer); ok {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}

// A recorder notes the files that are opened.
type recorder struct {
	files  settings.Files
	opened []settings.File
}

func (r *recorder) Open(ctx context.Context, uri string) (settings.File, error) {
	f, err := r.files.Open(ctx, uri)
	if err != nil {
		return f, err
	}
	noted := f
	noted.Data = nil
	i, found := slices.BinarySearchFunc(r.opened, f.URI, func(g settings.File, uri string) int { return cmp.Compare(g.URI, uri) })
	if !found {
		r.opened = slices.Insert(r.opened, i, noted)
	}
	return f, nil
}
