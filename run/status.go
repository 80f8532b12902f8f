package run

import (
	"context"
	"errors"
	"time"

	"github.com/camonica/camonica/config"
)

// A Status is what a pipeline did and what it would do next.
type Status struct {
	Runs    []*Manifest `json:"runs"`    // newest first
	Waiting int         `json:"waiting"` // raw objects that the next new run would take
	Bytes   int64       `json:"bytes"`   // of those
	// Working is who is at work now, as the lock says: pid, host, start, run.
	Working string `json:"working,omitempty"`
	Next    string `json:"next"` // what the next call of run would do
}

// Status reads the manifests of the newest runs, at most n.
func (x *Executor) Status(ctx context.Context, n int) (*Status, error) {
	_, all, err := x.runs(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{Runs: []*Manifest{}}
	unfinished := ID("")
	for _, l := range all {
		if l.Unfinished() && unfinished == "" {
			unfinished = l.Run
		}
		if len(s.Runs) == n || !l.Ended && !l.Manifest {
			continue
		}
		m, err := x.manifest(ctx, l)
		if err != nil {
			return nil, err
		}
		s.Runs = append(s.Runs, m)
	}
	inputs, err := ListInputs(ctx, x.rawIn, x.Config)
	if err != nil {
		return nil, err
	}
	s.Waiting = len(inputs)
	for _, in := range inputs {
		s.Bytes += in.Size
	}
	if h, held := x.working(); held {
		s.Working = h.String()
		s.Next = "nothing before the run that is at work has ended"
		return s, nil
	}
	if unfinished != "" {
		s.Next = "resume run " + string(unfinished)
		return s, nil
	}
	s.Next, err = x.nextNew(ctx)
	return s, err
}

// nextNew says what a call of run would do that finds no unfinished run.
func (x *Executor) nextNew(ctx context.Context) (string, error) {
	err := x.wouldBegin(ctx)
	var noData *NoDataError
	var notEmpty *NotEmptyError
	var state *StateError
	switch {
	case err == nil:
		return "begin a new run", nil
	case errors.As(err, &noData):
		return "nothing: no data in " + inName(x.Config), nil
	case errors.As(err, &notEmpty), errors.As(err, &state):
		return "stop: " + err.Error(), nil
	}
	return "", err
}

// wouldBegin plans a new run, without an id of its own.
func (x *Executor) wouldBegin(ctx context.Context) error {
	_, err := Make(ctx, Request{
		Config: x.Config, Options: &Options{}, Targets: x.Targets, Lister: Stores(x.bare), Now: x.Now(),
		NewID: func(context.Context) (ID, time.Time, error) { return NewID(x.Now()), x.Now(), nil },
	})
	return x.explainLeft(ctx, err)
}

// working says who holds the lock.
func (x *Executor) working() (Holder, bool) {
	path, ok := LockPath(x.Config)
	if !ok {
		return Holder{}, false
	}
	return HolderOf(path)
}

func inName(c *config.Config) string {
	if c.Mode() == config.Stream {
		return "enriched.stream"
	}
	return "raw.in"
}

func (x *Executor) manifest(ctx context.Context, l Listed) (*Manifest, error) {
	logs, err := x.logs(ctx, string(l.Run))
	if err != nil {
		return nil, err
	}
	if l.Ended {
		return ReadManifest(ctx, logs, l.Run)
	}
	j, err := OpenJournal(ctx, logs, l.Run)
	if err != nil {
		return nil, err
	}
	return j.Manifest, nil
}
