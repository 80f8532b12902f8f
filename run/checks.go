package run

import (
	"context"

	"github.com/camonica/camonica/config"
)

// Found is what the checks found on their way.
type Found struct {
	RawIn       []config.Location // those of raw.in that hold data
	EnrichedRun ID                // run folder that archive_enriched recovers
	ShreddedRun ID                // run folder that archive_shredded recovers
}

// Preconditions lists the locations that the steps of f depend on, in R108's
// order, and stops at the first that does not fit: *NoDataError, *NotEmptyError
// or *StateError. That no new raw data is there is found before leftovers are.
func Preconditions(ctx context.Context, ls Lister, c *config.Config, f Flags) (*Found, error) {
	b := &c.AWS.S3.Buckets
	found := new(Found)
	p := &prober{ctx: ctx, ls: ls}
	if f.Staging {
		p.wantEmpty(b.Raw.Processing)
		for _, in := range b.Raw.In {
			if p.holds(in, RawFilter(c.Collectors.Format)) {
				found.RawIn = append(found.RawIn, in)
			}
		}
		p.wantData(len(found.RawIn) > 0, b.Raw.In...)
	}
	if f.Enrich {
		if !f.Staging {
			p.wantData(p.holds(b.Raw.Processing, AnyData), b.Raw.Processing)
		}
		p.wantEmpty(b.Enriched.Good)
	}
	if f.StreamStaging {
		p.wantEmpty(b.Enriched.Good)
		p.wantData(p.holds(b.Enriched.Stream, StreamFilter), b.Enriched.Stream)
	}
	if f.Shred {
		p.wantEmpty(b.Shredded.Good)
	}
	if f.EnrichedArchive == ArchiveRecover {
		found.EnrichedRun = p.latest(b.Enriched.Good)
	}
	if f.ShreddedArchive == ArchiveRecover {
		found.ShreddedRun = p.latest(b.Shredded.Good)
	}
	if p.err != nil {
		return nil, p.err
	}
	return found, nil
}

// A prober looks into locations until something does not fit; from then on it
// does nothing.
type prober struct {
	ctx context.Context
	ls  Lister
	err error
}

func (p *prober) holds(l config.Location, counts Filter) bool {
	if p.err != nil {
		return false
	}
	empty, err := IsEmpty(p.ctx, p.ls, l, counts)
	p.err = err
	return err == nil && !empty
}

func (p *prober) wantEmpty(l config.Location) {
	if p.holds(l, AnyData) {
		p.err = &NotEmptyError{Location: l, Hint: "an earlier run did not finish: resume it, or move the data away"}
	}
}

func (p *prober) wantData(has bool, ls ...config.Location) {
	if p.err == nil && !has {
		p.err = &NoDataError{Locations: ls}
	}
}

func (p *prober) latest(l config.Location) ID {
	if p.err != nil {
		return ""
	}
	id, err := LatestRun(p.ctx, p.ls, l)
	p.err = err
	return id
}
