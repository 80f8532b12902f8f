package payload

import (
	"strings"
	"sync"

	"github.com/camonica/camonica/jsondoc"
)

// ndjson takes each line, which must start with a JSON value, as the body of a
// request to the API that its name says.
type ndjson struct{ api string }

func (f ndjson) Name() string { return "ndjson/" + f.api }
func (ndjson) Loader() string { return "ndjson" }
func (ndjson) Binary() bool   { return false }

var docs = sync.Pool{New: func() any { return new(jsondoc.Doc) }}

func (f ndjson) Parse(record []byte, p *Payload) error {
	p.Reset()
	line := p.text(record)
	// A line end inside a record is one of another system than ours.
	trimmed := strings.TrimRight(line, "\r\n")
	if trimmed == "" {
		return ErrSkip
	}
	if strings.IndexByte(trimmed, '\n') >= 0 {
		return Errors{{Kind: TooManyLines, Field: "line", Want: "one line"}}
	}
	if !startsWithJSON(line) {
		return Errors{{Kind: InvalidJSON, Field: "line", Value: strings.Clone(line), Want: "a JSON value"}}
	}
	return p.lineAsBody("ndjson", f.api, line)
}

func startsWithJSON(line string) bool {
	d := docs.Get().(*jsondoc.Doc)
	_, err := d.ParsePrefix(bytesOf(line), jsondoc.DefaultDepth)
	d.Reset()
	docs.Put(d)
	return err == nil
}
