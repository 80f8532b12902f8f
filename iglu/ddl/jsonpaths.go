package ddl

import "strings"

// JSONPaths returns the paths into the shredded JSON in the order of the table's
// columns, as a JSONPaths file lists them.
func JSONPaths(cols []Column) []string {
	paths := make([]string, 0, len(MetaColumns)+len(cols))
	for _, m := range MetaColumns {
		paths = append(paths, m.JSONPath)
	}
	for _, c := range cols {
		paths = append(paths, "$.data."+strings.Join(c.Path, "."))
	}
	return paths
}

// A Misplaced is a JSONPath that does not read the column at its place.
type Misplaced struct {
	Position     int // from 1
	Path, Column string
}

// Align compares the data columns of a table with the paths of a JSONPaths file,
// as COPY pairs them: by position.
func Align(columns, paths []string) []Misplaced {
	var out []Misplaced
	for i := len(MetaColumns); i < max(len(columns), len(paths)); i++ {
		m := Misplaced{Position: i + 1}
		if i < len(columns) {
			m.Column = columns[i]
		}
		if i < len(paths) {
			m.Path = paths[i]
		}
		if ColumnName(strings.Split(strings.TrimPrefix(m.Path, "$.data."), ".")) != m.Column {
			out = append(out, m)
		}
	}
	return out
}
