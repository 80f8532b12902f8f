package run

import (
	"errors"
	"strings"

	"github.com/camonica/camonica/config"
)

// An Outcome is how a run ended. The numbers are R108's exit codes, which
// schedulers are written against.
type Outcome int

// Outcomes.
const (
	Succeeded Outcome = 0
	Failed    Outcome = 1  // anything else than the following
	NoData    Outcome = 3  // nothing to do, all is well
	NotEmpty  Outcome = 4  // a folder holds what no run explains: an earlier run is unfinished
	Locked    Outcome = 17 // another run is working
)

// OutcomeOf tells how a run ended from its error.
func OutcomeOf(err error) Outcome {
	var noData *NoDataError
	var notEmpty *NotEmptyError
	switch {
	case err == nil:
		return Succeeded
	case errors.As(err, &noData):
		return NoData
	case errors.As(err, &notEmpty):
		return NotEmpty
	case errors.Is(err, ErrLocked):
		return Locked
	}
	return Failed
}

// A NoDataError says that there is nothing to process.
type NoDataError struct{ Locations []config.Location }

func (e *NoDataError) Error() string {
	names := make([]string, len(e.Locations))
	for i, l := range e.Locations {
		names[i] = l.String()
	}
	return "nothing to process in " + strings.Join(names, ", ")
}

// A NotEmptyError says that a folder that the run would fill holds data. Hint
// says what to do about it.
type NotEmptyError struct {
	Location config.Location // zero where Run alone explains it
	Run      ID              // the unfinished run, if known
	Hint     string
}

func (e *NotEmptyError) Error() string {
	what := "run " + string(e.Run) + " is unfinished"
	if !e.Location.IsZero() {
		what = e.Location.String() + " is not empty"
	}
	if e.Hint != "" {
		what += "; " + e.Hint
	}
	return what
}

// A StateError says that a location does not hold what a step needs.
type StateError struct {
	Location config.Location
	Want     string
}

func (e *StateError) Error() string { return e.Location.String() + ": want " + e.Want }
