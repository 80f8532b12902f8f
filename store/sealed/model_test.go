package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/sealed"
)

// Any sequence of requests gives what a map would give.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "camonica-model-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		inner, err := file.New(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer inner.Close()
		m := &model{
			s:       sealed.New(inner, sealed.Config{Kind: seal.Shredded, Ring: suiteRing}),
			objects: make(map[string][]byte),
		}
		t.Repeat(map[string]func(*rapid.T){
			"put":    m.put,
			"open":   m.open,
			"stat":   m.stat,
			"delete": m.delete,
			"copy":   m.copy,
			"list":   m.list,
		})
	})
}

type model struct {
	s       *sealed.Store
	objects map[string][]byte
}

var modelKeys = rapid.SampledFrom([]string{
	"run=1/a", "run=1/a-b", "run=1/a.b", "run=1/f/a", "run=1/f/b", "run=1/f-g/a", "run=2/a", "run=1/part-00000.gz", "a/run=2/x", "b/run=2/x",
})

var modelSizes = rapid.SampledFrom([]int{0, 1, 100, seal.ChunkSize - 1, seal.ChunkSize, seal.ChunkSize + 1, 2*seal.ChunkSize + 9})

func (m *model) put(t *rapid.T) {
	key := modelKeys.Draw(t, "key")
	content := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 1, 8).Draw(t, "content"), seal.ChunkSize*3)[:modelSizes.Draw(t, "size")]
	info, err := store.PutBytes(context.Background(), m.s, key, content)
	if _, taken := m.objects[key]; taken {
		if !errors.Is(err, store.ErrExists) {
			t.Fatalf("Put of a taken key: %v", err)
		}
		return
	}
	if err != nil || info.Size != int64(len(content)) {
		t.Fatalf("Put = %+v, %v", info, err)
	}
	m.objects[key] = content
}

func (m *model) open(t *rapid.T) {
	key := modelKeys.Draw(t, "key")
	off := rapid.Int64Range(0, 3*seal.ChunkSize).Draw(t, "off")
	n := rapid.Int64Range(-1, 3*seal.ChunkSize).Draw(t, "n")
	want, there := m.objects[key]
	r, err := m.s.Open(context.Background(), key, off, n)
	if !there {
		if !errors.Is(err, store.ErrNotExist) {
			t.Fatalf("Open of nothing: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	want = want[min(off, int64(len(want))):]
	if n >= 0 {
		want = want[:min(n, int64(len(want)))]
	}
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("read %d, %v, want %d bytes", len(got), err, len(want))
	}
}

func (m *model) stat(t *rapid.T) {
	key := modelKeys.Draw(t, "key")
	info, err := m.s.Stat(context.Background(), key)
	want, there := m.objects[key]
	if there && (err != nil || info.Size != int64(len(want))) || !there && !errors.Is(err, store.ErrNotExist) {
		t.Fatalf("Stat = %+v, %v, there: %t", info, err, there)
	}
}

func (m *model) delete(t *rapid.T) {
	key := modelKeys.Draw(t, "key")
	if err := m.s.Delete(context.Background(), key); err != nil {
		t.Fatal(err)
	}
	delete(m.objects, key)
}

func (m *model) copy(t *rapid.T) {
	from, to := modelKeys.Draw(t, "from"), modelKeys.Draw(t, "to")
	_, err := store.Copy(context.Background(), m.s, to, m.s, from)
	content, there := m.objects[from]
	_, taken := m.objects[to]
	switch {
	case !there && errors.Is(err, store.ErrNotExist):
	case there && taken && errors.Is(err, store.ErrExists):
	case there && !taken && err == nil:
		m.objects[to] = content
	default:
		t.Fatalf("Copy: %v, source there: %t, taken: %t", err, there, taken)
	}
}

func (m *model) list(t *rapid.T) {
	prefix := rapid.SampledFrom([]string{"", "run=1/", "run=1/a", "run=1/f", "run=1/f/", "b/"}).Draw(t, "prefix")
	var want []string
	for key := range m.objects {
		if strings.HasPrefix(key, prefix) {
			want = append(want, key)
		}
	}
	slices.Sort(want)
	var got []string
	for i, err := range m.s.List(context.Background(), prefix) {
		if err != nil || i.Size != int64(len(m.objects[i.Key])) {
			t.Fatalf("listed %+v, %v", i, err)
		}
		got = append(got, i.Key)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("List(%q) = %q, want %q", prefix, got, want)
	}
}
