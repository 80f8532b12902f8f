package inspect

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/camonica/camonica/payload/container"
)

// A Form is how an object is printed.
type Form string

// The forms.
const (
	Text Form = "text" // a description
	JSON Form = "json" // events, rows, failed events, documents as JSON lines
	TSV  Form = "tsv"  // events and rows as tab-separated lines
	Raw  Form = "raw"  // the content as it is, opened and decompressed
)

// Options say what to print.
type Options struct {
	Form Form
	// Payload also prints what failed events are about: event data.
	Payload bool
}

// A FormError says that an object can not be printed in a form.
type FormError struct {
	Kind Kind
	Form Form
}

func (e *FormError) Error() string { return fmt.Sprintf("%s can't be printed as %s", e.Kind, e.Form) }

// Print prints the object.
func (o *Object) Print(ctx context.Context, w io.Writer, opts Options) error {
	kind, err := o.Kind()
	if err != nil {
		return fmt.Errorf("read %s: %w", o.Name, err)
	}
	b := bufio.NewWriterSize(w, 64<<10)
	err = o.print(ctx, b, kind, opts)
	if ferr := b.Flush(); err == nil {
		err = ferr
	}
	if err != nil {
		return fmt.Errorf("print %s: %w", o.Name, err)
	}
	return nil
}

func (o *Object) print(ctx context.Context, w *bufio.Writer, kind Kind, opts Options) error {
	switch opts.Form {
	case Raw:
		return o.raw(w, kind)
	case JSON:
		return o.printJSON(w, kind, opts)
	case TSV:
		return o.printTSV(w, kind)
	}
	facts, rest, err := o.describe(ctx, kind, opts)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, o.Name)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range append(o.facts(kind), facts...) {
		fmt.Fprintf(t, "  %s\t%s\n", f.name, f.value)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if rest == nil {
		return nil
	}
	return rest(w)
}

// A fact is one line of a description.
type fact struct{ name, value string }

// facts are what every object has.
func (o *Object) facts(kind Kind) []fact {
	fs := []fact{{"size", fmt.Sprintf("%d bytes", o.Stored)}}
	if o.Seal != nil {
		fs = append(fs,
			fact{"sealed", fmt.Sprintf("as %s, %s", o.Seal.Kind, o.Seal.Path)},
			fact{"run", o.Seal.RunID}, fact{"key", o.KeyID.String()})
	} else {
		fs = append(fs, fact{"sealed", "no"})
	}
	return append(fs, fact{"content", string(kind)})
}

// raw writes the content, decompressed unless it is read from its end.
func (o *Object) raw(w io.Writer, kind Kind) error {
	switch kind {
	case Empty:
		return nil
	case Segment, KeyFile, VerdictFile, Records, Binary:
		_, err := io.Copy(w, o.Content())
		return err
	}
	return o.lines(func(line []byte) error {
		if _, err := w.Write(line); err != nil {
			return err
		}
		_, err := w.Write([]byte("\n"))
		return err
	})
}

// lines calls do with each line of the content, which is valid during the call.
func (o *Object) lines(do func(line []byte) error) error {
	r, err := container.Open(o.Content(), false, container.DefaultLimits())
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		rec, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if rec.TooLong {
			return fmt.Errorf("line %d is longer than the limit: %d bytes", rec.Number+1, rec.Size)
		}
		if err := do(rec.Bytes); err != nil {
			return err
		}
	}
}

// plural writes a number with its noun.
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") {
		noun = strings.TrimSuffix(noun, "y") + "ie"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
