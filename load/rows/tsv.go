package rows

import (
	"bytes"

	"github.com/camonica/camonica/load"
)

const (
	tooFew  = "fewer fields than the table has columns"
	tooMany = "more fields than the table has columns"
)

// atomicTSV splits rows of the events table. Nothing between two tabs is null.
// Fields past the last column are left out: R108 passes them on where the
// enriched line had more.
type atomicTSV struct{}

func (atomicTSV) parse(line []byte, _ load.Position, fields [][]byte) string {
	for i := range fields {
		if len(line) > 0 && line[0] == '\t' && i < len(fields)-1 {
			fields[i], line = nil, line[1:]
			continue
		}
		end := bytes.IndexByte(line, '\t')
		if end < 0 {
			if i < len(fields)-1 {
				return tooFew
			}
			end = len(line)
		}
		fields[i] = line[:end:end]
		if end == 0 {
			fields[i] = nil
		}
		line = line[min(end+1, len(line)):]
	}
	return ""
}

// tabularTSV splits rows of entities. \N is null and \\N the text \N; with
// escapes, COPY's backslash sequences are undone as well.
type tabularTSV struct {
	escapes bool
	buf     []byte
}

func (p *tabularTSV) parse(line []byte, _ load.Position, fields [][]byte) string {
	p.buf = p.buf[:0]
	for i := range fields {
		end := bytes.IndexByte(line, '\t')
		last := end < 0
		if last {
			end = len(line)
		}
		if last != (i == len(fields)-1) {
			if last {
				return tooFew
			}
			return tooMany
		}
		fields[i] = p.field(line[:end:end])
		line = line[min(end+1, len(line)):]
	}
	return ""
}

func (p *tabularTSV) field(v []byte) []byte {
	if len(v) == 0 || v[0] != '\\' && (!p.escapes || bytes.IndexByte(v, '\\') < 0) {
		return v
	}
	if string(v) == `\N` {
		return nil
	}
	if p.escapes {
		return p.unescape(v)
	}
	if string(v) == `\\N` {
		return v[1:]
	}
	return v
}

// unescape undoes COPY's escapes. The result lies in a buffer of the row; what
// was handed out before stays valid when that grows.
func (p *tabularTSV) unescape(v []byte) []byte {
	start := len(p.buf)
	for i := 0; i < len(v); i++ {
		c := v[i]
		if c == '\\' && i+1 < len(v) {
			i++
			switch c = v[i]; c {
			case 't':
				c = '\t'
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case 'v':
				c = '\v'
			}
		}
		p.buf = append(p.buf, c)
	}
	return p.buf[start:len(p.buf):len(p.buf)]
}
