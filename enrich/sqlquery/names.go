package sqlquery

import "strings"

// property returns the name of a property for the label of a column.
func property(label, style string) string {
	switch style {
	case "CAMEL_CASE":
		return camel(label)
	case "PASCAL_CASE":
		s := camel(label)
		if s == "" {
			return s
		}
		return strings.ToUpper(s[:1]) + s[1:]
	case "SNAKE_CASE":
		return snake(label)
	case "LOWER_CASE":
		return strings.ToLower(label)
	case "UPPER_CASE":
		return strings.ToUpper(label)
	}
	return label
}

func camel(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+1 < len(s) && ('a' <= s[i+1] && s[i+1] <= 'z' || '0' <= s[i+1] && s[i+1] <= '9') {
			i++
			b = append(b, strings.ToUpper(s[i:i+1])...)
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

func snake(s string) string {
	var b []byte
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' || '0' <= s[i] && s[i] <= '9' {
			b = append(b, '_')
			b = append(b, strings.ToLower(s[i:i+1])...)
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}
