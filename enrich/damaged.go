package enrich

import "github.com/camonica/camonica/badrow"

// Damaged makes a failed event of the end of an object that cannot be read:
// partial is what is there of the record at which it breaks off, number that
// record's place, reason what is wrong with the object, in our words.
func (w *Worker) Damaged(partial []byte, number uint64, reason string, out Output) (Counts, error) {
	w.begin(partial, number, out)
	w.counts.In++
	w.row.Family, w.row.Loader = badrow.FormatViolation, w.e.o.Format.Loader()
	w.row.Messages = append(w.row.Messages, badrow.Message{Want: reason})
	err := w.bad()
	return w.counts, err
}

// Oversized makes a failed event of a record that is larger than limit; sample
// is its beginning.
func (w *Worker) Oversized(sample []byte, size, limit int64, out Output) (Counts, error) {
	w.begin(sample, 0, out)
	w.counts.In++
	w.row.Family, w.row.Size, w.row.MaxSize = badrow.SizeViolation, size, limit
	w.row.Messages = append(w.row.Messages, badrow.TooLarge(size, limit))
	err := w.bad()
	return w.counts, err
}
