package store

import (
	"bufio"
	"context"
	"errors"
	"io"
)

// A Writer creates an object from what is written to it. It must be ended by
// Commit or Abort. It is not safe for concurrent use.
type Writer struct {
	pipe *io.PipeWriter
	buf  *bufio.Writer
	done chan struct{}
	info Info
	err  error
}

// writerBuffer joins small writes before they are handed to Put. Larger writes
// pass without a copy.
const writerBuffer = 64 << 10

var errAborted = errors.New("store: writer aborted")

// Create begins an object. Nothing is visible before Commit; ErrExists, like
// any other error of Put, may come from any Write or only from Commit.
func Create(ctx context.Context, s Store, key string) *Writer {
	r, w := io.Pipe()
	c := &Writer{pipe: w, buf: bufio.NewWriterSize(w, writerBuffer), done: make(chan struct{})}
	go func() {
		defer close(c.done)
		c.info, c.err = s.Put(ctx, key, r)
		if c.err != nil {
			r.CloseWithError(c.err)
			return
		}
		r.Close()
	}()
	return c
}

// Write takes the next bytes of the object and keeps nothing of p.
func (w *Writer) Write(p []byte) (int, error) { return w.buf.Write(p) }

// Commit makes the object visible and describes it.
func (w *Writer) Commit() (Info, error) {
	if err := w.buf.Flush(); err != nil {
		w.pipe.CloseWithError(err)
	} else {
		w.pipe.Close()
	}
	<-w.done
	return w.info, w.err
}

// Abort gives the object up: nothing of it remains. After Commit it does
// nothing, so it can be deferred.
func (w *Writer) Abort() {
	w.pipe.CloseWithError(errAborted)
	<-w.done
}
