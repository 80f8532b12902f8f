package file

import (
	"os"
	"sync"
)

// syncs lets Puts into one folder share its fsync. A caller's change is on the
// disk when a sync has ended that began after the change, so whoever comes
// while one is running waits for the next, together with all others that came.
type syncs struct {
	mu   sync.Mutex
	dirs map[string]*dirSync
}

// A dirSync is the state of one folder while somebody syncs it.
type dirSync struct {
	next *syncBatch // waits for the running sync to end; nil: nobody waits
}

type syncBatch struct {
	done chan struct{}
	err  error
}

// sync returns when what the caller did in dir is on the disk.
func (s *syncs) sync(root *os.Root, dir string) error {
	s.mu.Lock()
	d, running := s.dirs[dir]
	if !running {
		if s.dirs == nil {
			s.dirs = make(map[string]*dirSync)
		}
		s.dirs[dir] = &dirSync{}
		s.mu.Unlock()
		err := syncDir(root, dir)
		s.end(root, dir)
		return err
	}
	if d.next == nil {
		d.next = &syncBatch{done: make(chan struct{})}
	}
	batch := d.next
	s.mu.Unlock()
	<-batch.done
	return batch.err
}

// end follows the end of a sync: the batch that waits gets the next one.
func (s *syncs) end(root *os.Root, dir string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := s.dirs[dir].next
	if batch == nil {
		delete(s.dirs, dir)
		return
	}
	s.dirs[dir].next = nil
	go func() {
		batch.err = syncDir(root, dir)
		close(batch.done)
		s.end(root, dir)
	}()
}

func syncDir(root *os.Root, dir string) error {
	f, err := root.Open(dir)
	if err != nil {
		return absentIsFine(err) // removed since: nothing to keep
	}
	defer f.Close()
	return f.Sync()
}
