package enrich

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// A panicError is a panic while a record was worked on. It tells the type of the
// panic's value and the place, never the value, which may hold event data.
type panicError struct{ kind, place string }

func (e *panicError) Error() string {
	return "unexpected error of type " + e.kind + " at " + e.place
}

// guard calls f and makes a panic of it an error. A panic of the output is no
// fault of the record: it goes on.
func (w *Worker) guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if w.writing {
				panic(p)
			}
			err = &panicError{kind: fmt.Sprintf("%T", p), place: panicPlace()}
		}
	}()
	return f()
}

// panicPlace finds the function that panicked: the first below the runtime's.
func panicPlace() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	panicking := false
	for {
		f, more := frames.Next()
		switch {
		case strings.HasPrefix(f.Function, "runtime."):
			panicking = panicking || f.Function == "runtime.gopanic"
		case panicking:
			return fmt.Sprintf("%s (%s:%d)", path.Base(f.Function), path.Base(f.File), f.Line)
		}
		if !more {
			return "unknown place"
		}
	}
}
