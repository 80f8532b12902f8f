package filter

import (
	"context"
	"sync"
)

// A job is one batch on its way: made by the reader, worked on by one of the
// workers, written in the order in which it was read.
type job[B any] struct {
	batch B
	done  chan error
}

// ordered reads batches with next until it returns false, has workers work on
// them, and gives each to emit in the order of reading. Batches come from and
// go back to a free list, so that at most twice as many as there are workers are
// in flight. The first error ends everything and is returned.
func ordered[B any](ctx context.Context, workers int, newBatch func() B,
	next func(B) (bool, error), work func(ctx context.Context, worker int, b B) error, emit func(B) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	inFlight := 2 * workers
	free := make(chan B, inFlight)
	for range inFlight {
		free <- newBatch()
	}
	todo := make(chan *job[B])
	order := make(chan *job[B], inFlight)

	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for j := range todo {
				j.done <- work(ctx, w, j.batch)
			}
		})
	}
	var readErr error
	wg.Go(func() {
		defer close(todo)
		defer close(order)
		for {
			var b B
			select {
			case b = <-free:
			case <-ctx.Done():
				return
			}
			more, err := next(b)
			if err != nil {
				readErr = err
			}
			if !more || err != nil {
				return
			}
			j := &job[B]{batch: b, done: make(chan error, 1)}
			order <- j
			select {
			case todo <- j:
			case <-ctx.Done():
				j.done <- ctx.Err()
				return
			}
		}
	})

	var first error
	for j := range order {
		err := <-j.done
		if err == nil && first == nil {
			err = emit(j.batch)
		}
		if err != nil && first == nil {
			first = err
			cancel()
		}
		if first == nil {
			free <- j.batch
		}
	}
	wg.Wait()
	if first == nil {
		first = readErr
	}
	if first == nil {
		first = ctx.Err()
	}
	return first
}
