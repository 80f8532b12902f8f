package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/camonica/camonica/store"
)

// DocumentVersion is the version of stage documents that this build writes and
// the only one it works on.
const DocumentVersion = 1

// A Document describes a stage: everything that a worker needs to know but the
// content of its bins and the keys. It is sealed with the run's key and created
// after the bin documents; with it the stage has begun, and a resume uses it as
// it is.
type Document struct {
	Version   int              `json:"version"`
	Stage     string           `json:"stage"`
	Run       string           `json:"run"`        // run id, without "run="
	ETLTstamp int64            `json:"etl_tstamp"` // milliseconds since 1970, the same for the whole run
	Build     string           `json:"build"`
	Bins      []string         `json:"bins"` // SHA-256 of each bin document, hex
	Places    map[string]Place `json:"places"`
	// Repeatable is false where two attempts at a bin may rightly differ: an
	// enrichment asks the outside world.
	Repeatable bool            `json:"repeatable"`
	Settings   json.RawMessage `json:"settings"` // the stage's own
}

// A Place is a location that a stage reads or writes.
type Place struct {
	URI    string `json:"uri"`
	Kind   string `json:"kind"`   // of the sealed context, see package seal
	Sealed bool   `json:"sealed"` // objects are in the sealed format
	// AnyRun says that objects may be sealed with the key of another run, which
	// staged them and was given up.
	AnyRun bool `json:"any_run,omitempty"`
}

// A Bin is a fixed list of splits that is worked on as one.
type Bin struct {
	Bin    int     `json:"bin"`
	Splits []Split `json:"splits"`
}

// A Split is an object of the stage's input.
type Split struct {
	Place string `json:"place"`
	Key   string `json:"key"`
	Size  int64  `json:"size"` // stored length, by which bins are balanced
	// Digest is the SHA-256 (hex) of the content; "" where it is not known.
	Digest string `json:"digest,omitempty"`
	// Table, Rows and Columns say, for load, whose rows the object holds, how
	// many, and how many of the table's columns they have (0 = all).
	Table   string `json:"table,omitempty"`
	Rows    int64  `json:"rows,omitempty"`
	Columns int    `json:"columns,omitempty"`
}

// Keys says where a stage's documents and records lie in the work store.
type Keys struct {
	Store  store.Store
	Stage  string               // stage document
	Bin    func(bin int) string // bin document
	Done   func(bin int) string // done record
	Failed func(bin int) string // failed record
}

// Begin fixes a stage: it creates the bin documents, then the stage document. If
// the stage has begun before, the document that is there is returned instead and
// bins are not looked at.
func Begin(ctx context.Context, k Keys, doc Document, bins []Bin) (*Document, error) {
	old, err := Read(ctx, k)
	if err == nil {
		return old, nil
	}
	if !errors.Is(err, store.ErrNotExist) {
		return nil, err
	}
	doc.Version = DocumentVersion
	doc.Bins = make([]string, len(bins))
	for i := range bins {
		bins[i].Bin = i
		b, err := json.Marshal(&bins[i])
		if err != nil {
			return nil, fmt.Errorf("encode bin document: %w", err)
		}
		doc.Bins[i] = Sum(b)
		// Without a stage document, bin documents are left-overs of a start that
		// came to nothing.
		if err := k.Store.Delete(ctx, k.Bin(i)); err != nil {
			return nil, fmt.Errorf("remove old bin document: %w", err)
		}
		if _, err := k.Store.Put(ctx, k.Bin(i), bytes.NewReader(b)); err != nil {
			return nil, fmt.Errorf("create bin document: %w", err)
		}
	}
	b, err := json.Marshal(&doc)
	if err != nil {
		return nil, fmt.Errorf("encode stage document: %w", err)
	}
	if _, err := k.Store.Put(ctx, k.Stage, bytes.NewReader(b)); err != nil {
		return nil, fmt.Errorf("create stage document: %w", err)
	}
	return &doc, nil
}

// Read opens the stage document; store.ErrNotExist if the stage has not begun.
func Read(ctx context.Context, k Keys) (*Document, error) {
	b, err := readAll(ctx, k.Store, k.Stage)
	if err != nil {
		return nil, fmt.Errorf("open stage document: %w", err)
	}
	var doc Document
	if err := decodeStrict(b, &doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if doc.Version != DocumentVersion {
		return nil, fmt.Errorf("%w: version %d, this build knows %d", ErrDocument, doc.Version, DocumentVersion)
	}
	return &doc, nil
}

// ReadBin opens a bin document and checks it against the stage document.
func ReadBin(ctx context.Context, k Keys, doc *Document, bin int) (*Bin, error) {
	if bin < 0 || bin >= len(doc.Bins) {
		return nil, fmt.Errorf("%w: bin %d of %d", ErrDocument, bin, len(doc.Bins))
	}
	b, err := readAll(ctx, k.Store, k.Bin(bin))
	if errors.Is(err, store.ErrNotExist) {
		return nil, fmt.Errorf("%w: bin document %d is gone", ErrDocument, bin)
	}
	if err != nil {
		return nil, fmt.Errorf("open bin document: %w", err)
	}
	if Sum(b) != doc.Bins[bin] {
		return nil, fmt.Errorf("%w: bin document %d is not the one that the stage began with", ErrDocument, bin)
	}
	var d Bin
	if err := decodeStrict(b, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	return &d, nil
}

// Sum is the SHA-256 of b in hex.
func Sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func decodeStrict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// documentMax bounds what is read of a document or record: a bin of 100,000
// splits needs about 20 MiB.
const documentMax = 256 << 20

func readAll(ctx context.Context, s store.Store, key string) ([]byte, error) {
	r, err := s.Open(ctx, key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, documentMax+1))
	if err != nil {
		return nil, err
	}
	if len(b) > documentMax {
		return nil, fmt.Errorf("%w: object above %d bytes", ErrDocument, documentMax)
	}
	return b, nil
}
