package stage

import (
	"context"
	"io"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/store"
)

// beating makes what goes through the stores beat a pulse.
func beating(places map[string]store.Store, p *engine.Pulse) map[string]store.Store {
	if p == nil {
		return places
	}
	all := make(map[string]store.Store, len(places))
	for name, st := range places {
		all[name] = &beatingStore{st, p}
	}
	return all
}

type beatingStore struct {
	store.Store
	pulse *engine.Pulse
}

func (s *beatingStore) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	return s.Store.Put(ctx, key, &beatingReader{r, s.pulse})
}

func (s *beatingStore) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	r, err := s.Store.Open(ctx, key, off, n)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{&beatingReader{r, s.pulse}, r}, nil
}

type beatingReader struct {
	r     io.Reader
	pulse *engine.Pulse
}

func (b *beatingReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.pulse.Beat()
	return n, err
}
