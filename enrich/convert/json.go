package convert

import (
	"errors"

	"github.com/camonica/camonica/jsondoc"
)

// JSON parses the text of a JSON parameter into d: one value, nothing after it,
// nested at most depth deep. What d then writes compactly is the column's text:
// order of members and text of numbers as sent.
func JSON(d *jsondoc.Doc, text []byte, depth int) error {
	if len(text) == 0 {
		d.Reset()
		return errEmptyJSON
	}
	err := d.Parse(text, depth)
	if err == nil {
		return nil
	}
	var syntax *jsondoc.SyntaxError
	if errors.As(err, &syntax) {
		return &Error{NotJSON, syntax.Want}
	}
	return errJSONDepth
}
