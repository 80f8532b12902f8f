package inspect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/camonica/camonica/payload/container"
)

// maxDocument bounds the documents that are read into memory.
const maxDocument = 256 << 20

// documents tells our documents apart by members that only they have.
var documents = []struct {
	members []string
	what    string
}{
	{[]string{"stage", "bin", "outputs"}, "done record of a bin"},
	{[]string{"run", "inputs", "steps"}, "manifest of a run"},
	{[]string{"run", "digest", "tables"}, "warehouse entry of a run"},
	{[]string{"key_id", "wrapped", "state"}, "key record"},
	{[]string{"stage", "settings"}, "stage document"},
	{[]string{"bin", "splits"}, "bin document"},
	{[]string{"schema", "data"}, "self-describing document"},
}

// document reads the whole object as one JSON text.
func (o *Object) document() ([]byte, error) {
	limits := container.DefaultLimits()
	limits.Decompressed = maxDocument
	r, err := container.Open(o.Content(), false, limits)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var text []byte
	for {
		rec, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if text = append(append(text, rec.Bytes...), '\n'); rec.TooLong || len(text) > maxDocument {
			return nil, fmt.Errorf("document of more than %d bytes", maxDocument)
		}
	}
	if !json.Valid(text) {
		return nil, fmt.Errorf("begins like JSON and is none")
	}
	return text, nil
}

func (o *Object) describeDocument() ([]fact, func(io.Writer) error, error) {
	text, err := o.document()
	if err != nil {
		return nil, nil, err
	}
	var fs []fact
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) == nil {
		for _, d := range documents {
			if hasAll(members, d.members) {
				fs = append(fs, fact{"document", d.what})
				break
			}
		}
	}
	return fs, func(w io.Writer) error { return indent(w, text) }, nil
}

func hasAll(members map[string]json.RawMessage, names []string) bool {
	for _, name := range names {
		if _, ok := members[name]; !ok {
			return false
		}
	}
	return true
}

func (o *Object) printDocument(w io.Writer) error {
	text, err := o.document()
	if err != nil {
		return err
	}
	return indent(w, text)
}

func indent(w io.Writer, text []byte) error {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(text), "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := b.WriteTo(w)
	return err
}
