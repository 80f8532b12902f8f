package run

import (
	"fmt"
	"maps"
	"slices"

	"github.com/camonica/camonica/config"
)

// A Place is a location that a run keeps objects in.
type Place struct {
	URI    string `json:"uri"`
	Sealed bool   `json:"sealed,omitempty"`
}

// locationsOf names the locations through which the steps of a run hand objects
// on. Those of inputs, archives and targets are used by one step alone.
func locationsOf(c *config.Config) map[string]Place {
	b := &c.AWS.S3.Buckets
	all := map[string]Place{}
	for name, l := range map[string]config.Location{
		"log": b.Log, "raw.processing": b.Raw.Processing, "enriched.good": b.Enriched.Good, "enriched.bad": b.Enriched.Bad,
		"shredded.good": b.Shredded.Good, "shredded.bad": b.Shredded.Bad, config.KeyPIIFeed: c.Enrich.PIIFeed,
	} {
		if !l.IsZero() {
			all[name] = Place{URI: l.String(), Sealed: c.Seals(l)}
		}
	}
	return all
}

// A MovedError says that the configuration names another location than the one
// that an unfinished run has its objects in.
type MovedError struct {
	Run      ID
	Option   string
	Was, Now Place
}

func (e *MovedError) Error() string {
	option := "aws.s3.buckets." + e.Option
	if e.Option == config.KeyPIIFeed {
		option = e.Option
	}
	return fmt.Sprintf("run %s: %s is %s now, and was %s when the run began", e.Run, option, e.Now, e.Was)
}

// Hint says what to do.
func (e *MovedError) Hint() string {
	return fmt.Sprintf("finish the run with the old locations, or give it up with `camonica run abandon %s`", e.Run)
}

func (p Place) String() string {
	if p.Sealed {
		return p.URI + " (sealed)"
	}
	return p.URI + " (not sealed)"
}

// sameLocations checks that the run's objects lie where the configuration says.
func (m *Manifest) sameLocations(c *config.Config) error {
	now := locationsOf(c)
	for _, name := range slices.Sorted(maps.Keys(m.Locations)) {
		if was := m.Locations[name]; now[name] != was {
			return &MovedError{Run: m.Run, Option: name, Was: was, Now: now[name]}
		}
	}
	return nil
}
