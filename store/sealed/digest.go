package sealed

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
)

// A digest counts and hashes what is read through it.
type digest struct {
	r    io.Reader
	sum  hash.Hash
	size int64
}

func newDigest(r io.Reader) *digest { return &digest{r: r, sum: sha256.New()} }

func (d *digest) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	d.sum.Write(p[:n])
	d.size += int64(n)
	return n, err
}

func (d *digest) hex() string { return hex.EncodeToString(d.sum.Sum(nil)) }
