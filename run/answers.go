package run

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/store"
)

// answers keeps the first answer for each schema key in the run's work folder, so
// that all workers of the run, and a resumed one, see the same schemas. Bytes of
// schemas are shared by all runs, under their SHA-256.
type answers struct {
	run  string
	logs store.Store // documents of the run
	bare store.Store // clear objects below log
}

var _ iglu.Answers = (*answers)(nil)

// answer is the document of one key.
type answer struct {
	Missing      bool           `json:"missing,omitempty"`
	History      []iglu.History `json:"history,omitempty"`
	SHA256       string         `json:"sha256,omitempty"`
	Bytes        int            `json:"bytes,omitempty"`
	Registry     string         `json:"registry,omitempty"`
	Fallback     bool           `json:"fallback,omitempty"`
	SupersededBy string         `json:"superseded_by,omitempty"`
	NewerSHA256  string         `json:"newer_sha256,omitempty"`
}

func newAnswers(logs, bare store.Store, run string) *answers {
	return &answers{run: run, logs: logs, bare: bare}
}

func (a *answers) key(k iglu.Key) string {
	return store.SchemaAnswerKey(a.run, k.Vendor, k.Name, k.Format, k.Version.String())
}

// schemaMax bounds the document of an answer: histories are short.
const schemaMax = 1 << 20

// Get implements iglu.Answers.
func (a *answers) Get(ctx context.Context, k iglu.Key) (iglu.Answer, bool, error) {
	b, err := store.ReadAll(ctx, a.logs, a.key(k), schemaMax)
	if errors.Is(err, store.ErrNotExist) {
		return iglu.Answer{}, false, nil
	}
	if err != nil {
		return iglu.Answer{}, false, fmt.Errorf("read the answer for %s: %w", k, err)
	}
	var d answer
	if err := json.Unmarshal(b, &d); err != nil {
		return iglu.Answer{}, false, fmt.Errorf("read the answer for %s: %w", k, err)
	}
	out := iglu.Answer{Missing: d.Missing, History: d.History, Registry: d.Registry, Fallback: d.Fallback}
	if d.Missing {
		return out, true, nil
	}
	if out.Bytes, err = a.schema(ctx, d.SHA256); err != nil {
		return iglu.Answer{}, false, err
	}
	if d.SupersededBy != "" {
		if out.SupersededBy, err = iglu.ParseVersion(d.SupersededBy); err != nil {
			return iglu.Answer{}, false, err
		}
		if out.Newer, err = a.schema(ctx, d.NewerSHA256); err != nil {
			return iglu.Answer{}, false, err
		}
	}
	return out, true, nil
}

// schema reads bytes by their digest and checks them.
func (a *answers) schema(ctx context.Context, sum string) ([]byte, error) {
	b, err := store.ReadAll(ctx, a.bare, store.SchemaBytesKey(sum), iglu.MaxSchemaBytes)
	if err != nil {
		return nil, fmt.Errorf("read schema bytes: %w", err)
	}
	if engine.Sum(b) != sum {
		return nil, fmt.Errorf("read schema bytes: %s has other content than its name says", store.SchemaBytesKey(sum))
	}
	return b, nil
}

// Put implements iglu.Answers: who comes second gets the first answer.
func (a *answers) Put(ctx context.Context, k iglu.Key, in iglu.Answer) (iglu.Answer, error) {
	d := answer{Missing: in.Missing, History: in.History, Registry: in.Registry, Fallback: in.Fallback}
	var err error
	if !in.Missing {
		d.Bytes = len(in.Bytes)
		if d.SHA256, err = a.keep(ctx, in.Bytes); err != nil {
			return iglu.Answer{}, err
		}
		if in.SupersededBy != (iglu.Version{}) {
			d.SupersededBy = in.SupersededBy.String()
			if d.NewerSHA256, err = a.keep(ctx, in.Newer); err != nil {
				return iglu.Answer{}, err
			}
		}
	}
	b, err := json.Marshal(&d)
	if err != nil {
		return iglu.Answer{}, fmt.Errorf("encode the answer for %s: %w", k, err)
	}
	_, err = a.logs.Put(ctx, a.key(k), bytes.NewReader(b))
	if errors.Is(err, store.ErrExists) {
		first, _, err := a.Get(ctx, k)
		return first, err
	}
	if err != nil {
		return iglu.Answer{}, fmt.Errorf("keep the answer for %s: %w", k, err)
	}
	return in, nil
}

func (a *answers) keep(ctx context.Context, b []byte) (string, error) {
	sum := engine.Sum(b)
	_, err := store.PutBytes(ctx, a.bare, store.SchemaBytesKey(sum), b)
	if err != nil && !errors.Is(err, store.ErrExists) {
		return "", fmt.Errorf("keep schema bytes: %w", err)
	}
	return sum, nil
}

// schemaLock is schemas.lock.json: which schemas the run used.
type schemaLock struct {
	Version int               `json:"version"`
	Schemas map[string]answer `json:"schemas"`
	Missing []string          `json:"missing"`
}

// lock writes down which schemas the run has seen. A repeat finds it there.
func (a *answers) lock(ctx context.Context) error {
	l := schemaLock{Version: 1, Schemas: map[string]answer{}, Missing: []string{}}
	prefix := store.WorkFolder(a.run) + "schemas/"
	for info, err := range a.logs.List(ctx, prefix) {
		if err != nil {
			return fmt.Errorf("list schemas: %w", err)
		}
		b, err := store.ReadAll(ctx, a.logs, info.Key, schemaMax)
		if err != nil {
			return err
		}
		var d answer
		if err := json.Unmarshal(b, &d); err != nil {
			return fmt.Errorf("read %s: %w", info.Key, err)
		}
		key := "iglu:" + strings.TrimPrefix(info.Key, prefix)
		if d.Missing {
			l.Missing = append(l.Missing, key)
			continue
		}
		d.History = nil
		l.Schemas[key] = d
	}
	slices.Sort(l.Missing)
	b, err := json.Marshal(&l)
	if err != nil {
		return fmt.Errorf("encode schema lock: %w", err)
	}
	_, err = store.PutBytes(ctx, a.logs, store.SchemaLockKey(a.run), b)
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("write schema lock: %w", err)
	}
	return nil
}
