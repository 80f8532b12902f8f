package run

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/camonica/camonica/store"
)

// manifestMax bounds what is read of a manifest: a million inputs need about
// 300 MiB.
const manifestMax = 512 << 20

// ErrTaken reports that a version of the manifest exists that this process did
// not write: somebody else works on the same run.
var ErrTaken = errors.New("run: another process works on this run")

// A Journal keeps the manifest of one run in a store of the location log: a new
// version at each Save, the highest counts. It is not for use by several
// goroutines.
type Journal struct {
	*Manifest
	st store.Store
}

// CreateJournal writes the first version of a manifest. ErrTaken if the run has
// one.
func CreateJournal(ctx context.Context, st store.Store, m *Manifest) (*Journal, error) {
	j := &Journal{m, st}
	m.Number = 0
	return j, j.Save(ctx)
}

// ReopenJournal goes on with a run that has ended, because work on it was asked
// for: its last manifest becomes a version of the work folder again. A crash on the
// way leaves the run ended. store.ErrNotExist if it has not ended.
func ReopenJournal(ctx context.Context, st store.Store, id ID, change func(*Manifest)) (*Journal, error) {
	m, err := ReadManifest(ctx, st, id)
	if err != nil {
		return nil, err
	}
	m.Ended, m.Abandoned = time.Time{}, false
	change(m)
	j := &Journal{m, st}
	if err := j.Save(ctx); err != nil {
		return nil, err
	}
	if err := st.Delete(ctx, store.ManifestKey(string(id))); err != nil {
		return nil, fmt.Errorf("reopen run %s: %w", id, err)
	}
	return j, nil
}

// OpenJournal reads the highest version of a run that has not ended.
// store.ErrNotExist if there is none.
func OpenJournal(ctx context.Context, st store.Store, id ID) (*Journal, error) {
	switch _, err := st.Stat(ctx, store.ManifestKey(string(id))); {
	case err == nil: // whatever a crash left in the work folder
		return nil, fmt.Errorf("open manifest of run %s: it has ended: %w", id, store.ErrNotExist)
	case !errors.Is(err, store.ErrNotExist):
		return nil, fmt.Errorf("open manifest: %w", err)
	}
	n := 0
	for info, err := range st.List(ctx, store.WorkFolder(string(id))+"manifest-") {
		if err != nil {
			return nil, fmt.Errorf("list manifests: %w", err)
		}
		if v, ok := store.ParseWorkManifestKey(string(id), info.Key); ok {
			n = max(n, v)
		}
	}
	if n == 0 {
		return nil, fmt.Errorf("open manifest of run %s: %w", id, store.ErrNotExist)
	}
	m, err := readManifest(ctx, st, store.WorkManifestKey(string(id), n))
	if err != nil {
		return nil, err
	}
	if m.Run != id || m.Number != n {
		return nil, fmt.Errorf("%w: version %d of run %s stands where %d of %s should", ErrManifest, m.Number, m.Run, n, id)
	}
	return &Journal{m, st}, nil
}

// Save writes the manifest as its next version.
func (j *Journal) Save(ctx context.Context) error {
	j.Number++
	if err := j.put(ctx, store.WorkManifestKey(string(j.Run), j.Number)); err != nil {
		j.Number--
		return err
	}
	return nil
}

// Finish ends the run: it writes the last version under its final name and
// removes the work folder. With the final name there the run has ended, whatever
// happens to the work folder.
func (j *Journal) Finish(ctx context.Context, at time.Time) error {
	j.Ended = at
	j.Number++
	err := j.put(ctx, store.ManifestKey(string(j.Run)))
	if err != nil {
		return err
	}
	return RemoveWork(ctx, j.st, j.Run)
}

func (j *Journal) put(ctx context.Context, key string) error {
	b, err := json.Marshal(j.Manifest)
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	_, err = j.st.Put(ctx, key, bytes.NewReader(b))
	if errors.Is(err, store.ErrExists) {
		return fmt.Errorf("%w: %s exists", ErrTaken, key)
	}
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return nil
}

// ReadManifest reads the final manifest of a run. store.ErrNotExist if the run
// has not ended.
func ReadManifest(ctx context.Context, st store.Store, id ID) (*Manifest, error) {
	return readManifest(ctx, st, store.ManifestKey(string(id)))
}

func readManifest(ctx context.Context, st store.Store, key string) (*Manifest, error) {
	r, err := st.Open(ctx, key, 0, -1)
	if err != nil {
		return nil, fmt.Errorf("open manifest: %w", err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, manifestMax+1))
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	if len(b) > manifestMax {
		return nil, fmt.Errorf("%w: above %d bytes", ErrManifest, manifestMax)
	}
	return decodeManifest(b)
}

// A Listed is a run that left documents in the state folder.
type Listed struct {
	Run      ID
	Ended    bool // its final manifest is there
	Manifest bool // a manifest of the work folder is there
	Work     bool // the work folder holds something
}

// Unfinished says that the run is to be resumed or abandoned.
func (l Listed) Unfinished() bool { return !l.Ended && l.Manifest }

// LeftOver says that a work folder is there that nothing needs: that of a run
// that ended, or came to an end before its first manifest.
func (l Listed) LeftOver() bool { return l.Work && !l.Unfinished() }

// Runs lists the runs of a store of the location log, newest first.
func Runs(ctx context.Context, st store.Store) ([]Listed, error) {
	byID := map[string]*Listed{}
	for info, err := range st.List(ctx, store.State+"run=") {
		if err != nil {
			return nil, fmt.Errorf("list runs: %w", err)
		}
		run, _, ok := store.ParseStateKey(info.Key)
		if !ok || !ID(run).Valid() {
			continue
		}
		l := byID[run]
		if l == nil {
			l = &Listed{Run: ID(run)}
			byID[run] = l
		}
		_, isManifest := store.ParseWorkManifestKey(run, info.Key)
		l.Manifest = l.Manifest || isManifest
		l.Ended = l.Ended || info.Key == store.ManifestKey(run)
		l.Work = l.Work || strings.HasPrefix(info.Key, store.WorkFolder(run))
	}
	all := make([]Listed, 0, len(byID))
	for _, l := range byID {
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b Listed) int { return cmp.Compare(b.Run, a.Run) })
	return all, nil
}

// Unfinished opens the run that a start resumes: only, or if that is "" the
// newest unfinished one. nil if there is none; store.ErrNotExist if only is not
// unfinished.
func Unfinished(ctx context.Context, st store.Store, only ID) (*Journal, error) {
	var all []Listed
	if only == "" {
		var err error
		if all, err = Runs(ctx, st); err != nil {
			return nil, err
		}
	}
	return resumable(ctx, st, all, only)
}

// resumable is Unfinished of runs that are listed, newest first.
func resumable(ctx context.Context, st store.Store, all []Listed, only ID) (*Journal, error) {
	if only != "" {
		return OpenJournal(ctx, st, only)
	}
	for _, l := range all {
		if l.Unfinished() {
			return OpenJournal(ctx, st, l.Run)
		}
	}
	return nil, nil
}

// RemoveWork deletes the work folder of a run, where st is not sealed also what
// others put there.
func RemoveWork(ctx context.Context, st store.Store, id ID) error {
	var keys []string
	for info, err := range st.List(ctx, store.WorkFolder(string(id))) {
		if err != nil {
			return fmt.Errorf("list work folder: %w", err)
		}
		keys = append(keys, info.Key)
	}
	for _, k := range keys {
		if err := st.Delete(ctx, k); err != nil {
			return fmt.Errorf("remove work folder: %w", err)
		}
	}
	return nil
}
