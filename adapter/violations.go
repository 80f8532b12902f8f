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

// jsonPointer turns a path such as $[0].a['b.c'] into /0/a/b.c.
func jsonPointer(path string) string {
	var b []byte
	for _, step := range iglu.PathSteps(path) {
		b = iglu.AppendPointer(b, step.Text)
	}
	return string(b)
}
