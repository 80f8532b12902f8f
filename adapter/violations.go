package adapter

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/iglu"
)

// validationErrors turns reports of a validation into one error for each broken
// keyword at each place, which names all members concerned.
func validationErrors(reports []iglu.Report) error {
	var errs Errors
next:
	for _, r := range reports {
		pointer := jsonPointer(r.Path)
		for i := range errs {
			if errs[i].Field == pointer && errs[i].Keyword == r.Keyword {
				errs[i].Names = append(errs[i].Names, r.Targets...)
				continue next
			}
		}
		e := invalid(pointer, r.Keyword, append([]string(nil), r.Targets...)...)
		e[0].Index = eventIndex(pointer)
		errs = append(errs, e...)
	}
	return errs
}

// eventIndex is the number of the event that a pointer into the array of events
// goes to, -1 if it goes to none.
func eventIndex(pointer string) int {
	first, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	i, err := strconv.Atoi(first)
	if err != nil {
		return -1
	}
	return i
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// jsonPointer turns a path such as $[0].a['b.c'] into /0/a/b.c.
func jsonPointer(path string) string {
	var b strings.Builder
	s := strings.TrimPrefix(path, "$")
	for s != "" {
		var step string
		switch {
		case strings.HasPrefix(s, "['"):
			step, s = quotedStep(s[2:])
		case s[0] == '[':
			step, s, _ = strings.Cut(s[1:], "]")
		default:
			s = strings.TrimPrefix(s, ".")
			end := strings.IndexAny(s, ".[")
			if end < 0 {
				end = len(s)
			}
			step, s = s[:end], s[end:]
		}
		b.WriteByte('/')
		b.WriteString(pointerEscapes.Replace(step))
	}
	return b.String()
}

// quotedStep reads a quoted member name up to '].
func quotedStep(s string) (step, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '\'':
			return b.String(), strings.TrimPrefix(s[i+1:], "]")
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}
