package dedupe

import (
	"bufio"
	"container/heap"
	"errors"
	"fmt"
	"io"
)

// A Spill makes files for what does not fit into memory. They hold hashes and
// positions, no event content, and are sealed by their maker.
type Spill interface {
	Create() (SpillFile, error)
}

// A SpillFile is written once, then read once from its start, then closed, which
// removes it.
type SpillFile interface {
	io.ReadWriteSeeker
	io.Closer
}

// ErrNoSpill reports a bucket beyond the memory limit where no Spill was given.
var ErrNoSpill = errors.New("dedupe: bucket exceeds its memory and there is no spill")

// A codec says how T is sorted and spilled.
type codec[T any] struct {
	size    int
	sort    func([]T)
	compare func(a, b *T) int // as sort does
	put     func(v *T, b []byte)
	get     func(b []byte) T
}

// A sorter sorts any number of values holding at most limit of them in memory.
type sorter[T any] struct {
	codec[T]
	limit int
	spill Spill
	vals  []T
	runs  []SpillFile
}

func (s *sorter[T]) add(v T) error {
	s.vals = append(s.vals, v)
	if len(s.vals) < s.limit {
		return nil
	}
	return s.flush()
}

// flush writes what is in memory as a sorted run.
func (s *sorter[T]) flush() error {
	if s.spill == nil {
		return ErrNoSpill
	}
	f, err := s.spill.Create()
	if err != nil {
		return fmt.Errorf("spill: %w", err)
	}
	s.runs = append(s.runs, f)
	s.sort(s.vals)
	w := bufio.NewWriterSize(f, mergeBuffer)
	b := make([]byte, s.size)
	for i := range s.vals {
		s.put(&s.vals[i], b)
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("spill: %w", err)
		}
	}
	s.vals = s.vals[:0]
	if err := w.Flush(); err != nil {
		return fmt.Errorf("spill: %w", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("spill: %w", err)
	}
	return nil
}

// each hands all values to yield in order and forgets them.
func (s *sorter[T]) each(yield func(*T) error) error {
	s.sort(s.vals)
	if len(s.runs) == 0 {
		for i := range s.vals {
			if err := yield(&s.vals[i]); err != nil {
				return err
			}
		}
		return nil
	}
	m := merge[T]{compare: s.compare}
	for _, f := range s.runs {
		m.add(&run[T]{r: bufio.NewReaderSize(f, mergeBuffer), b: make([]byte, s.size), get: s.get})
	}
	m.add(&run[T]{mem: s.vals})
	return m.each(yield)
}

// close removes the runs.
func (s *sorter[T]) close() {
	for _, f := range s.runs {
		f.Close()
	}
	s.runs, s.vals = nil, nil
}

// A run yields sorted values from memory or from a spill file.
type run[T any] struct {
	mem []T
	r   io.Reader
	b   []byte
	get func([]byte) T
	cur T
}

func (r *run[T]) next() (bool, error) {
	if r.r == nil {
		if len(r.mem) == 0 {
			return false, nil
		}
		r.cur, r.mem = r.mem[0], r.mem[1:]
		return true, nil
	}
	if _, err := io.ReadFull(r.r, r.b); err == io.EOF {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("read spill: %w", err)
	}
	r.cur = r.get(r.b)
	return true, nil
}

// merge is a heap of runs, the one with the smallest value first.
type merge[T any] struct {
	runs    []*run[T]
	compare func(a, b *T) int
	err     error
}

func (m *merge[T]) Len() int           { return len(m.runs) }
func (m *merge[T]) Less(i, j int) bool { return m.compare(&m.runs[i].cur, &m.runs[j].cur) < 0 }
func (m *merge[T]) Swap(i, j int)      { m.runs[i], m.runs[j] = m.runs[j], m.runs[i] }
func (m *merge[T]) Push(x any)         { m.runs = append(m.runs, x.(*run[T])) }
func (m *merge[T]) Pop() any {
	last := m.runs[len(m.runs)-1]
	m.runs = m.runs[:len(m.runs)-1]
	return last
}

func (m *merge[T]) add(r *run[T]) {
	ok, err := r.next()
	if err != nil {
		m.err = err
	}
	if ok {
		m.runs = append(m.runs, r)
	}
}

func (m *merge[T]) each(yield func(*T) error) error {
	if m.err != nil {
		return m.err
	}
	heap.Init(m)
	for len(m.runs) > 0 {
		r := m.runs[0]
		if err := yield(&r.cur); err != nil {
			return err
		}
		ok, err := r.next()
		if err != nil {
			return err
		}
		if ok {
			heap.Fix(m, 0)
			continue
		}
		heap.Pop(m)
	}
	return nil
}
