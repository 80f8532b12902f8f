package inspect

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload/container"
)

// A Kind is what an object holds.
type Kind string

// The kinds.
const (
	Empty        Kind = "nothing"
	Events       Kind = "enriched events"
	AtomicRows   Kind = "rows of the events table"
	FailedEvents Kind = "failed events"
	Document     Kind = "document"
	JSONLines    Kind = "JSON lines"
	Lines        Kind = "lines"
	Records      Kind = "Thrift records"
	Segment      Kind = "Parquet segment"
	KeyFile      Kind = "key file"
	VerdictFile  Kind = "verdict file"
	Binary       Kind = "bytes of an unknown format"
)

// Kind tells what the object holds, by its first bytes and lines.
func (o *Object) Kind() (Kind, error) {
	switch {
	case o.Size == 0:
		return Empty, nil
	case o.starts("PAR1"):
		return Segment, nil
	case o.starts("CMNKEY01"):
		return KeyFile, nil
	case o.starts("CMNVER01"):
		return VerdictFile, nil
	}
	r, err := container.Open(o.Content(), false, container.DefaultLimits())
	if err != nil {
		return "", err
	}
	defer r.Close()
	first, err := r.Next()
	if err == io.EOF {
		return Empty, nil
	}
	if err != nil {
		return "", err
	}
	line := bytes.Clone(first.Bytes)
	_, err = r.Next()
	kind := lineKind(line, err == io.EOF)
	if kind == Binary && o.hasRecords() {
		return Records, nil
	}
	return kind, nil
}

// hasRecords tells whether the object holds Thrift records.
func (o *Object) hasRecords() bool {
	r, err := container.Open(o.Content(), true, container.DefaultLimits())
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = r.Next()
	return err == nil
}

// lineKind tells what an object of lines is by its first; only says that it has
// no others.
func lineKind(line []byte, only bool) Kind {
	switch {
	case !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0:
		return Binary
	case isFailed(line):
		return FailedEvents
	case json.Valid(line) && bytes.HasPrefix(line, []byte("{")):
		if only {
			return Document
		}
		return JSONLines
	case bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) && !bytes.Contains(line, []byte("\t")):
		return Document // on several lines
	}
	switch bytes.Count(line, []byte("\t")) + 1 {
	case event.Count:
		return Events
	case atomicColumns:
		return AtomicRows
	}
	return Lines
}

// atomicColumns is the number of columns of the events table: all but the three
// that hold JSON.
const atomicColumns = event.Count - 3

func isFailed(line []byte) bool {
	_, err := badrow.Read(line)
	return err == nil
}
