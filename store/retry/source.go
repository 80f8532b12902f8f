package retry

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
)

// A source is the content of a Put that may have to be read again.
type source struct {
	r     io.Reader
	seek  io.Seeker // nil: r can not go back
	start int64
	read  bool
	whole bool // an attempt has read all of it
}

func newSource(r io.Reader) *source {
	s := &source{r: r}
	seeker, ok := r.(io.Seeker)
	if !ok {
		return s
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return s // a pipe, for one
	}
	s.seek, s.start = seeker, start
	return s
}

func (s *source) Read(p []byte) (int, error) {
	s.read = true
	n, err := s.r.Read(p)
	s.whole = s.whole || err == io.EOF
	return n, err
}

func (s *source) canRewind() bool { return !s.read || s.seek != nil }

func (s *source) rewind() error {
	if !s.read {
		return nil
	}
	if s.seek == nil {
		return errors.New("retry: internal error: content can not be read again")
	}
	_, err := s.seek.Seek(s.start, io.SeekStart)
	return err
}

// digest reads r to its end.
func digest(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
