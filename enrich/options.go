package enrich

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// DerivedPolicy says what happens to derived entities that are invalid.
type DerivedPolicy string

// What may happen to an invalid derived entity.
const (
	DropDerived DerivedPolicy = "drop" // left out; a failure entity tells of it
	FailDerived DerivedPolicy = "fail" // the event fails
	KeepDerived DerivedPolicy = "off"  // not validated, as in R108
)

// LengthPolicy says what happens to columns longer than their limit.
type LengthPolicy string

// What may happen to a column that is too long.
const (
	AcceptLength LengthPolicy = "accept" // counted; cut when loaded, as R108 did
	FailLength   LengthPolicy = "fail"   // the event fails
)

// Options are what a run's enrich is made of. Start from DefaultOptions.
type Options struct {
	Format  payload.Format  // of the records
	Adapter adapter.Adapter // chooses by the API of the payload
	Schemas Schemas
	Steps   []Step // configured enrichments, in any order

	Time    int64  // etl_tstamp, milliseconds since 1970
	Version string // of the program: starts with three numbers and dots

	MaxDepth       int // nesting of JSON parameters; deeper text is not JSON
	MaxSchemaDepth int // nesting of what is validated; deeper data is invalid
	Derived        DerivedPolicy
	Lengths        LengthPolicy
	Limits         [event.Count]int // UTF-16 units; 0 = none

	// LateAnonymisation anonymises addresses after the JavaScript, SQL and API
	// enrichments, as later releases do; R108 hides the address from them.
	LateAnonymisation bool

	// EmitFailed also gives failed events to the output as rows, without what
	// is invalid and with an entity for each failure.
	EmitFailed bool

	// Tracer watches events; nil, as in a run, costs nothing. With one there must
	// be one worker.
	Tracer Tracer
}

// DefaultOptions returns options that lack only what has no default: Format,
// Adapter, Schemas, Time and Version.
func DefaultOptions() Options {
	o := Options{
		MaxDepth:       jsondoc.DefaultDepth,
		MaxSchemaDepth: jsondoc.DefaultDepth,
		Derived:        DropDerived,
		Lengths:        AcceptLength,
	}
	for c := range event.Table {
		o.Limits[c] = event.Table[c].Limit
	}
	return o
}

var versionPattern = regexp.MustCompile(`^\d+\.\d+\.\d+`)

func (o *Options) validate() error {
	var errs []error
	if o.Format == nil || o.Adapter == nil || o.Schemas == nil {
		errs = append(errs, errors.New("format, adapter and schemas are required"))
	}
	if !versionPattern.MatchString(o.Version) {
		errs = append(errs, fmt.Errorf("version %q: want three numbers", o.Version))
	}
	if o.MaxDepth < 3 || o.MaxSchemaDepth < 2 {
		errs = append(errs, errors.New("depth: want at least 3 for JSON and 2 for schemas"))
	}
	switch o.Derived {
	case DropDerived, FailDerived, KeepDerived:
	default:
		errs = append(errs, fmt.Errorf("derived %q: want drop, fail or off", o.Derived))
	}
	switch o.Lengths {
	case AcceptLength, FailLength:
	default:
		errs = append(errs, fmt.Errorf("lengths %q: want accept or fail", o.Lengths))
	}
	for i := range o.Steps {
		if o.Steps[i].Enrichment == nil {
			errs = append(errs, fmt.Errorf("step %s has no enrichment", o.Steps[i].Name))
		}
	}
	return errors.Join(errs...)
}
