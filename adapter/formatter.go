package adapter

import (
	"slices"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// A formatter writes a map of parameters as event data. Parameters that are in
// none of its lists are texts.
type formatter struct {
	bools, ints, dates []string
}

// notData are the tracker parameters that the data of an event leaves out.
var notData = [...]string{"nuid", "aid", "cv", "p"}

// append appends pairs as a JSON object, without the tracker's own parameters
// and those named. Empty values are null whatever their type; a value that does
// not fit its type stays a text, for validation to judge.
func (f formatter) append(dst []byte, pairs []payload.Pair, without ...string) []byte {
	dst = append(dst, '{')
	first := true
	for i := range pairs {
		name := pairs[i].Name
		if slices.Contains(notData[:], name) || slices.Contains(without, name) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(jsondoc.AppendString(dst, name), ':')
		dst = f.value(dst, name, pairs[i].Value.Value)
	}
	return append(dst, '}')
}

func (f formatter) value(dst []byte, name, v string) []byte {
	if v == "" {
		return append(dst, "null"...)
	}
	if (v == "true" || v == "false") && slices.Contains(f.bools, name) {
		return append(dst, v...)
	}
	if slices.Contains(f.ints, name) {
		if n, ok := integer(v); ok {
			return append(dst, n...)
		}
	}
	if slices.Contains(f.dates, name) {
		v = reformatDate(v)
	}
	return jsondoc.AppendString(dst, v)
}

// integer returns the text of a decimal integer of any size as JSON writes it.
func integer(v string) (string, bool) {
	digits, minus := strings.CutPrefix(v, "-")
	if !minus {
		digits = strings.TrimPrefix(digits, "+")
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		return "0", true
	}
	if minus {
		return "-" + digits, true
	}
	return digits, true
}
