package shred

import (
	"github.com/camonica/camonica/event"
)

// appendAtomic appends the row of the events table: the line without its three
// JSON columns, padded to all columns, with the event's id, which may be a new
// one. With cut, texts are cut to R108's widths.
func (l *line) appendAtomic(dst []byte, id string, cut bool) []byte {
	from := 0 // of what is not copied yet
	for i := range l.ends {
		c := event.Column(i)
		if i >= event.Count {
			break
		}
		switch c {
		case event.Contexts, event.UnstructEvent, event.DerivedContexts:
			dst = append(dst, l.text[from:l.start(i)]...)
			if from = l.ends[i] + 1; i+1 == len(l.ends) {
				from, dst = len(l.text), dst[:len(dst)-1]
			}
		case event.EventID:
			dst = append(dst, l.text[from:l.start(i)]...)
			dst = append(dst, id...)
			from = l.ends[i]
		default:
			width := event.Table[c].Cut
			if !cut || width == 0 || l.ends[i]-l.start(i) <= width {
				continue
			}
			dst = append(dst, l.text[from:l.start(i)]...)
			dst = append(dst, event.Cut(l.str(c), width)...)
			from = l.ends[i]
		}
	}
	dst = append(dst, l.text[from:]...)
	for i := len(l.ends); i < event.Count; i++ {
		if event.Column(i).Atomic() {
			dst = append(dst, '\t')
		}
	}
	return dst
}
