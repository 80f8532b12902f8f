package seal

import "io"

// readFull reads until b is full. Other than io.ReadFull it tells the end of
// the source, io.EOF, from a source that says of itself that it was cut short:
// what is left of that must never be sealed, or taken, as a whole object.
func readFull(r io.Reader, b []byte) (int, error) {
	n := 0
	for n < len(b) {
		m, err := r.Read(b[n:])
		n += m
		if err != nil && n < len(b) {
			return n, err
		}
	}
	return n, nil
}
