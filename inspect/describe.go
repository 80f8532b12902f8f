package inspect

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/shred/dedupe"
)

// describe tells what is in the object: facts, and what is printed below them.
func (o *Object) describe(ctx context.Context, kind Kind, opts Options) ([]fact, func(io.Writer) error, error) {
	switch kind {
	case Events, AtomicRows:
		return o.describeEvents(kind)
	case FailedEvents:
		return o.describeFailed(opts.Payload)
	case Document:
		return o.describeDocument()
	case JSONLines, Lines:
		return o.describeLines()
	case Records:
		return o.describeRecords()
	case Segment:
		return o.describeSegment()
	case KeyFile:
		return o.describeKeys(ctx)
	case VerdictFile:
		return o.describeVerdicts(ctx)
	}
	return nil, nil, nil
}

// A tally counts words.
type tally map[string]int64

// maxTally bounds the words that are told apart.
const maxTally = 1000

func (t tally) add(word string) {
	if _, known := t[word]; !known && len(t) >= maxTally {
		word = "others"
	}
	t[strings.Clone(word)]++
}

// String lists the words, the most frequent first.
func (t tally) String() string {
	words := make([]string, 0, len(t))
	for w := range t {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(t[b], t[a]), cmp.Compare(a, b)) })
	for i, w := range words {
		if i == 10 {
			words[i] = plural(int64(len(words)-i), "more kind")
			words = words[:i+1]
			break
		}
		words[i] = fmt.Sprintf("%s %d", w, t[w])
	}
	return strings.Join(words, ", ")
}

func (o *Object) describeEvents(kind Kind) ([]fact, func(io.Writer) error, error) {
	var e event.Event
	rows, names, apps := int64(0), tally{}, tally{}
	first, last := "", ""
	err := o.lines(func(line []byte) error {
		if err := parseRow(&e, line, kind); err != nil {
			return fmt.Errorf("line %d: %w", rows+1, err)
		}
		rows++
		names.add(cmp.Or(e.Get(event.EventName), e.Get(event.EventType), "none"))
		apps.add(cmp.Or(e.Get(event.AppID), "none"))
		at := e.Get(event.CollectorTstamp)
		if first == "" || at < first {
			first = strings.Clone(at)
		}
		if at > last {
			last = strings.Clone(at)
		}
		return nil
	})
	return []fact{
		{"rows", fmt.Sprint(rows)}, {"collected", first + " to " + last},
		{"events", names.String()}, {"apps", apps.String()},
	}, nil, err
}

func (o *Object) describeLines() ([]fact, func(io.Writer) error, error) {
	n := int64(0)
	err := o.lines(func([]byte) error { n++; return nil })
	return []fact{{"lines", fmt.Sprint(n)}}, nil, err
}

func (o *Object) describeRecords() ([]fact, func(io.Writer) error, error) {
	r, err := container.Open(o.Content(), true, container.DefaultLimits())
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	n := int64(0)
	for {
		_, err := r.Next()
		if err == io.EOF {
			return []fact{{"records", fmt.Sprint(n)}}, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		n++
	}
}

func (o *Object) describeFailed(withPayload bool) ([]fact, func(io.Writer) error, error) {
	rows, families, reasons := int64(0), tally{}, tally{}
	err := o.failed(func(r *badrow.Row) error {
		rows++
		families.add(string(r.Family))
		reason := r.Reason()
		reasons.add(strings.Join(strings.Fields(reason.Schema+" "+reason.Field+": "+reason.Text), " "))
		return nil
	})
	var rest func(io.Writer) error
	if withPayload {
		rest = o.printPayloads
	}
	return []fact{{"rows", fmt.Sprint(rows)}, {"families", families.String()}, {"reasons", reasons.String()}}, rest, err
}

func (o *Object) exchange() dedupe.Object {
	return dedupe.Object{Size: o.Size, Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(o.plain, off, n)), nil
	}}
}

func (o *Object) describeKeys(ctx context.Context) ([]fact, func(io.Writer) error, error) {
	f, err := dedupe.OpenKeys(ctx, o.exchange())
	if err != nil {
		return nil, nil, err
	}
	rows := int64(0)
	for b := range f.Buckets() {
		rows += f.Rows(b)
	}
	return []fact{{"rows", fmt.Sprint(rows)}, {"buckets", fmt.Sprint(f.Buckets())}}, nil, nil
}

func (o *Object) describeVerdicts(ctx context.Context) ([]fact, func(io.Writer) error, error) {
	f, err := dedupe.OpenVerdicts(ctx, o.exchange())
	if err != nil {
		return nil, nil, err
	}
	counts, err := f.Count(ctx)
	if err != nil {
		return nil, nil, err
	}
	var fs []fact
	for _, v := range []dedupe.Verdict{dedupe.Drop, dedupe.NewID, dedupe.Fail} {
		fs = append(fs, fact{v.String(), fmt.Sprint(counts[v])})
	}
	return fs, nil, nil
}
