package adapter

import "github.com/camonica/camonica/jsondoc"

// A Scratch is one worker's memory for adapting payloads.
type Scratch struct {
	Doc jsondoc.Doc
	Raw Raw
	Buf []byte
}
