package engine

import (
	"context"
	"errors"
)

// An Engine works on the bins of a stage.
//
// Map returns when every bin has a done record in the stage's work store, or
// with an error after the bins in hand have ended. It is repeatable: bins that
// are done are adopted. An engine never decides whether a stage succeeded; the
// caller reads the done records ([Collect]).
type Engine interface {
	Map(ctx context.Context, s *Stage) error
}

// A Stage is what an engine needs to know of one.
type Stage struct {
	Doc  *Document
	Keys Keys
	// Work does one bin in this process and puts its done record, or adopts the one
	// that is there. Engines that
	// start processes elsewhere do not call it: the worker there builds its own
	// from the documents.
	Work func(ctx context.Context, bin int) (*Done, error)
	// Progress, if set, is told of each bin that ended well, from any goroutine.
	Progress func(d *Done)
	// Workers is how many bins a local engine works on at once; 0 = one per core.
	Workers int
	// Pulse, if set, is beaten by Work.
	Pulse *Pulse
}

// Names of stages, as they stand in paths and arguments.
const (
	StageEnrich   = "enrich"
	StageKeys     = "keys"
	StageVerdicts = "verdicts"
	StageShred    = "shred"
	StageLoad     = "load"
)

// A BinError says which bin failed and how; its text holds no event data.
type BinError struct {
	Stage string
	Bin   int
	Err   error
}

func (e *BinError) Error() string {
	return "stage " + e.Stage + ", bin " + number(e.Bin) + ": " + e.Err.Error()
}

func (e *BinError) Unwrap() error { return e.Err }

// Integrity errors: what is stored is not what it should be. They are never
// tried again.
var (
	// ErrNotDeterministic reports an output that exists with other content than
	// the one just made of the same input.
	ErrNotDeterministic = errors.New("engine: an output exists with other content")
	// ErrDocument reports a stage or bin document that does not fit.
	ErrDocument = errors.New("engine: stage document does not fit")
	// ErrDone reports a missing done record, or one that does not verify.
	ErrDone = errors.New("engine: done record missing or wrong")
)
