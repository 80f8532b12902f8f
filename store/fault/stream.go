package fault

import "io"

// checked ends with the crash.
type checked struct {
	r io.Reader
	s *Store
}

func (c *checked) Read(p []byte) (int, error) {
	if err := c.s.alive(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// broken ends after some bytes with an error, or with io.EOF as if whole.
type broken struct {
	r    io.Reader
	left int
	err  error
}

func (b *broken) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// flipped has one wrong bit, if it is long enough.
type flipped struct {
	r   io.Reader
	at  int
	bit byte
}

func (f *flipped) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if f.at >= 0 && f.at < n {
		p[f.at] ^= f.bit
	}
	f.at -= n
	return n, err
}
