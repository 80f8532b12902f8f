package fingerprint

import (
	"context"
	"crypto/md5"  //nolint:gosec // the format's choice; it finds duplicates and proves nothing
	"crypto/sha1" //nolint:gosec // as above
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"slices"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// separator ends each name and each value.
const separator = 0x1f

// scratchMax is the largest text whose buffer is kept.
const scratchMax = 1 << 20

// hashes appends a digest of text to dst, by the name of the algorithm.
var hashes = map[string]func(dst, text []byte) []byte{
	"MD5":    func(dst, text []byte) []byte { d := md5.Sum(text); return append(dst, d[:]...) },  //nolint:gosec // see the import
	"SHA1":   func(dst, text []byte) []byte { d := sha1.Sum(text); return append(dst, d[:]...) }, //nolint:gosec // see the import
	"SHA256": func(dst, text []byte) []byte { d := sha256.Sum256(text); return append(dst, d[:]...) },
	"SHA384": func(dst, text []byte) []byte { d := sha512.Sum384(text); return append(dst, d[:]...) },
	"SHA512": func(dst, text []byte) []byte { d := sha512.Sum512(text); return append(dst, d[:]...) },
}

// An Enrichment hashes parameters.
type Enrichment struct {
	sum      func(dst, text []byte) []byte
	excluded []string
	initials [256]bool // first bytes of excluded names

	workers perworker.Of[scratch]
}

// A scratch is the memory of one worker.
type scratch struct {
	items  []item
	text   []byte
	digest [sha512.Size]byte
	shapes shapes
}

// An item is a parameter with the start of its name as a number.
type item struct {
	start uint64
	place int // among the parameters
	name  string
}

// Enrich sets event_fingerprint. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	s, params := e.workers.Get(w.Worker), w.Raw.Params
	if sh := s.shapes.of(params); sh == nil {
		s.collect(e, params)
		s.write(params)
	} else {
		if !sh.known {
			s.collect(e, params)
			sh.learn(s.items)
		}
		s.text = sh.append(s.text[:0], params)
	}
	digest := e.sum(s.digest[:0], s.text)
	b := hex.AppendEncode(w.Event.Grow(2*len(digest)), digest)
	w.Event.SetSafe(event.EventFingerprint, w.Event.Done(b))

	clear(s.items)
	s.items = s.items[:0]
	if cap(s.text) > scratchMax {
		s.text = nil
	}
	return nil
}

// collect takes the parameters that count, in the order of their names.
func (s *scratch) collect(e *Enrichment, params []payload.Pair) {
	s.items = s.items[:0]
	for i := range params {
		if name := params[i].Name; !e.excludes(name) {
			s.items = append(s.items, item{start(name), i, name})
		}
	}
	if len(s.items) > 64 {
		slices.SortFunc(s.items, func(a, b item) int { return a.compare(&b) })
		return
	}
	for i := 1; i < len(s.items); i++ {
		x := s.items[i]
		j := i
		for ; j > 0 && x.compare(&s.items[j-1]) < 0; j-- {
			s.items[j] = s.items[j-1]
		}
		s.items[j] = x
	}
}

func (e *Enrichment) excludes(name string) bool {
	if name != "" && !e.initials[name[0]] {
		return false
	}
	return slices.Contains(e.excluded, name)
}

func (s *scratch) write(params []payload.Pair) {
	b := s.text[:0]
	for i := range s.items {
		p := &params[s.items[i].place]
		b = append(append(b, p.Name...), separator)
		b = appendValue(b, p.Value)
	}
	s.text = b
}

func appendValue(b []byte, v payload.Text) []byte {
	if !v.Set {
		b = append(b, "null"...)
	}
	return append(append(b, v.Value...), separator)
}

// start returns the first eight bytes of a name as a number that orders as they
// do. Bytes are changed so that UTF-8 orders as UTF-16 does: in that the
// characters above U+FFFF, which start with F0 and more, come before U+E000 to
// U+FFFF, which start with EE or EF.
func start(name string) uint64 {
	var n uint64
	for i := range 8 {
		n <<= 8
		if i < len(name) {
			n |= uint64(utf16Order(name[i]))
		}
	}
	return n
}

func utf16Order(c byte) byte {
	switch {
	case c == 0xee || c == 0xef:
		return c + 0x10
	case c >= 0xf0:
		return c - 2
	}
	return c
}

func (a *item) compare(b *item) int {
	switch {
	case a.start < b.start:
		return -1
	case a.start > b.start:
		return 1
	}
	x, y := a.name, b.name
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			return int(utf16Order(x[i])) - int(utf16Order(y[i]))
		}
	}
	return len(x) - len(y)
}
