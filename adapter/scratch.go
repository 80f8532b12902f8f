package adapter

import (
	"unsafe"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// A Scratch is one worker's memory for adapting payloads.
type Scratch struct {
	Doc jsondoc.Doc
	Raw Raw
	Buf []byte // text that adapters make

	query []payload.Pair // the querystring as a map
	form  []payload.Pair // a form body as a map

	replaced payload.Payload // what an adapter puts in the payload's place
}

// keptBuffer is up to which size a Scratch keeps its buffer.
const keptBuffer = 1 << 20

// Reset empties the scratch for the next payload.
func (s *Scratch) Reset() {
	if cap(s.Buf) > keptBuffer {
		s.Buf = nil
	}
	s.Raw = Raw{Params: s.Raw.Params[:0]}
	s.Buf, s.query, s.form = s.Buf[:0], s.query[:0], s.form[:0]
}

// since returns what was appended to Buf from there on, as a string that is good
// until the next payload.
func (s *Scratch) since(from int) string { return share(s.Buf[from:]) }

func share(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// bytesOf returns the bytes of s without a copy; they must not be changed.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
