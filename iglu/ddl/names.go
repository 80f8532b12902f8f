package ddl

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/iglu"
)

// Snake normalises one name: underscores where a capital starts a word, hyphens
// to underscores, lower case.
func Snake(s string) string {
	b := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		c := s[i]
		if isUpper(c) && i > 0 {
			startsWord := isLower(s[i-1]) || isDigit(s[i-1])
			endsRun := isUpper(s[i-1]) && i+1 < len(s) && isLower(s[i+1])
			if startsWord || endsRun {
				b = append(b, '_')
			}
		}
		if c == '-' {
			c = '_'
		}
		b = append(b, c)
	}
	return strings.ToLower(string(b))
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// ColumnName returns the column of a path of property names.
func ColumnName(path []string) string {
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = Snake(p)
	}
	return strings.Join(parts, ".")
}

var separators = strings.NewReplacer(".", "_", "-", "_")

// TableName returns the table that the DDL generator makes for a model.
func TableName(k iglu.Key) string {
	return strings.ToLower(separators.Replace(k.Vendor)) + "_" + separators.Replace(Snake(k.Name)) + "_" + strconv.Itoa(k.Version.Model)
}

// LoaderTableName returns the table that R108's loader looks for. It differs
// from TableName where the vendor has capitals; accept both in a database.
func LoaderTableName(k iglu.Key) string {
	return separators.Replace(Snake(k.Vendor)) + "_" + separators.Replace(Snake(k.Name)) + "_" + strconv.Itoa(k.Version.Model)
}

// JSONPathsFile returns the place of a model's JSONPaths file in its folder.
func JSONPathsFile(k iglu.Key) string {
	return k.Vendor + "/" + Snake(k.Name) + "_" + strconv.Itoa(k.Version.Model) + ".json"
}

// FieldName returns the Parquet field of a property: snake case, everything but
// letters, digits and underscores replaced, no digit first.
func FieldName(property string) string {
	b := []byte(Snake(property))
	out := b[:0]
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case isLower(c), isDigit(c), c == '_':
			out = append(out, c)
		case c < 0x80 || c >= 0xc0: // one underscore per character
			out = append(out, '_')
		}
	}
	if len(out) > 0 && isDigit(out[0]) {
		return "_" + string(out)
	}
	return string(out)
}

// WideColumn returns the column of a wide row for entities of a type. Its rule
// is that of the analytics SDKs, not Snake: a run of capitals is one word.
func WideColumn(k iglu.Key, context bool) string {
	prefix := "unstruct_event_"
	if context {
		prefix = "contexts_"
	}
	name := separators.Replace(k.Name)
	b := make([]byte, 0, len(name)+8)
	for i := range len(name) {
		if i > 0 && isUpper(name[i]) && !isUpper(name[i-1]) && name[i-1] != '_' {
			b = append(b, '_')
		}
		b = append(b, name[i])
	}
	return prefix + strings.ToLower(separators.Replace(k.Vendor)) + "_" + strings.ToLower(string(b)) + "_" + strconv.Itoa(k.Version.Model)
}
