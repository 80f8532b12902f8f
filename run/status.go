package run

import (
	"context"

	"github.com/camonica/camonica/config"
)

// A Status is what a pipeline did and what it would do next.
type Status struct {
	Runs    []*Manifest `json:"runs"`    // newest first
	Waiting int         `json:"waiting"` // raw objects that the next new run would take
	Bytes   int64       `json:"bytes"`   // of those
	Next    string      `json:"next"`    // what the next call of run would do
}

// Status reads the manifests of the newest runs, at most n.
func (x *Executor) Status(ctx context.Context, n int) (*Status, error) {
	logs, err := x.logs(ctx, "")
	if err != nil {
		return nil, err
	}
	all, err := Runs(ctx, logs)
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
	switch {
	case unfinished != "":
		s.Next = "resume run " + string(unfinished)
	case s.Waiting > 0:
		s.Next = "begin a new run"
	default:
		s.Next = "nothing: no data in " + inName(x.Config)
	}
	return s, nil
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
