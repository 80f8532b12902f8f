package iglu

import "strings"

// A PathStep goes from a value to one of its members or elements.
type PathStep struct {
	Text  string // name of the member, or number of the element
	Index bool   // it is an element
}

// PathSteps takes the Path of a Report apart: $.a[0]['b.c'] has the steps a, 0
// and b.c.
func PathSteps(path string) []PathStep {
	var steps []PathStep
	path = strings.TrimPrefix(path, "$")
	for path != "" {
		var step PathStep
		switch {
		case strings.HasPrefix(path, "['"):
			step.Text, path = quotedName(path[2:])
		case path[0] == '[':
			step.Index = true
			step.Text, path, _ = strings.Cut(path[1:], "]")
		default:
			path = strings.TrimPrefix(path, ".")
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			step.Text, path = path[:end], path[end:]
		}
		steps = append(steps, step)
	}
	return steps
}

// quotedName reads a name up to '] and returns what follows.
func quotedName(s string) (name, rest string) {
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

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// AppendPointer appends the step to a JSON pointer (RFC 6901).
func AppendPointer(pointer []byte, step string) []byte {
	return append(append(pointer, '/'), pointerEscapes.Replace(step)...)
}
