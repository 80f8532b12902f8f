package badrow

import (
	"fmt"
	"strconv"

	"github.com/camonica/camonica/jsondoc"
)

// AppendR108 appends the row in the form of R108, without a line end: the
// original line, errors with level and message, the time of failure. A row of
// the family SizeViolation has the size in place of the line.
func (r *Row) AppendR108(dst []byte) []byte {
	if r.Family == SizeViolation {
		dst = append(dst, `{"size":`...)
		dst = strconv.AppendInt(dst, r.Size, 10)
	} else {
		dst = append(dst, `{"line":`...)
		dst = r.appendLine(dst)
	}
	dst = append(dst, `,"errors":[`...)
	for i := range r.Messages {
		dst = r.Messages[i].appendR108(comma(dst, i))
	}
	for i := range r.Also {
		dst = r.Also[i].appendR108(append(dst, ','))
	}
	if len(r.Messages) == 0 {
		dst = appendR108Error(dst, "unknown error")
	}
	dst = append(dst, `],"failure_tstamp":`...)
	if r.Family == SizeViolation {
		dst = strconv.AppendInt(dst, r.Time, 10)
		return append(dst, '}')
	}
	dst = append(dst, '"')
	dst = appendTime(dst, r.Time)
	return append(dst, `"}`...)
}

// appendR108 appends the message as one error, or one for each report.
func (m *Message) appendR108(dst []byte) []byte {
	if (m.Shape == Invalid || m.Shape == BadSchema) && len(m.Reports) > 0 {
		for i := range m.Reports {
			p := &m.Reports[i]
			text := p.Message
			if m.Schema != "" {
				text = m.Schema + ": " + text
			}
			text += " at " + p.Path
			if p.Keyword != "" {
				text += " (" + p.Keyword + ")"
			}
			dst = appendR108Error(comma(dst, i), text)
		}
		return dst
	}
	re := m.Reason()
	text := re.Text
	switch {
	case re.Schema != "" && re.Field != "":
		text = "Field [" + re.Field + "], " + re.Schema + ": " + text
	case re.Schema != "":
		text = re.Schema + ": " + text
	case re.Field != "":
		text = "Field [" + re.Field + "]: " + text
	}
	return appendR108Error(dst, text)
}

func appendR108Error(dst []byte, text string) []byte {
	dst = append(dst, `{"level":"error","message":`...)
	dst = jsondoc.AppendString(dst, text)
	return append(dst, '}')
}

// ShrinkR108 makes a row in the form of R108 that is too large for its target
// smaller: its line is left out and its size in bytes put in.
func ShrinkR108(row []byte) ([]byte, error) {
	var d jsondoc.Doc
	if err := d.Parse(row, jsondoc.DefaultDepth); err != nil {
		return nil, fmt.Errorf("shrink failed event: %w", err)
	}
	if d.Root().Kind() != jsondoc.Object {
		return nil, fmt.Errorf("shrink failed event: not an object but a JSON %s", d.Root().Kind())
	}
	out := append([]byte(nil), `{"size":`...)
	out = strconv.AppendInt(out, int64(len(row)), 10)
	for name, v := range d.Root().Members() {
		if name == "line" || name == "size" {
			continue
		}
		out = append(out, ',')
		out = jsondoc.AppendString(out, name)
		out = append(out, ':')
		out = v.AppendCompact(out)
	}
	return append(out, '}'), nil
}

// TooLarge returns the message of a SizeViolation.
func TooLarge(size, limit int64) Message {
	return Message{Want: fmt.Sprintf("at most %d bytes, found %d", limit, size)}
}
