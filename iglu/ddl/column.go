package ddl

import (
	"cmp"
	"slices"

	"github.com/camonica/camonica/iglu"
)

// A Column is a data column of an entity table.
type Column struct {
	Path     []string   // property names from the entity's data on
	Also     [][]string // other paths of the same name, read where Path has nothing
	Name     string
	Schema   *Schema // of the property in the version that brought the column
	Nullable bool
}

// A Version is one schema of a model.
type Version struct {
	Version iglu.Version
	Schema  *Schema
}

// Flatten returns the data columns of one version in table order: NOT NULL
// first, then by name.
func Flatten(s *Schema) []Column {
	if !s.isRecord() {
		return nil
	}
	var cols []Column
	walk(s, nil, true, &cols)
	slices.SortStableFunc(cols, func(a, b Column) int {
		return cmp.Or(falseFirst(a.Nullable, b.Nullable), cmp.Compare(a.Name, b.Name), slices.Compare(a.Path, b.Path))
	})
	return collapse(cols)
}

// isRecord tells whether a schema's own properties become columns.
func (s *Schema) isRecord() bool {
	return s.HasProperties && (s.Types == 0 || s.Types&Object != 0)
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// walk appends the columns below an object. required tells whether all objects
// around it must be there.
func walk(s *Schema, path []string, required bool, cols *[]Column) {
	for _, p := range s.Properties {
		full := append(slices.Clip(path), p.Name)
		must := required && s.requires(p.Name) && !p.Schema.AdmitsNull()
		if p.Schema.Types.Is(Object) && p.Schema.HasProperties {
			walk(p.Schema, full, must, cols)
			continue
		}
		*cols = append(*cols, Column{Path: full, Name: ColumnName(full), Schema: p.Schema, Nullable: !must})
	}
}

// collapse makes one column of those with the same name.
func collapse(cols []Column) []Column {
	at := make(map[string]int, len(cols))
	out := cols[:0]
	for _, c := range cols {
		i, taken := at[c.Name]
		if !taken {
			at[c.Name] = len(out)
			out = append(out, c)
			continue
		}
		out[i].Also = append(out[i].Also, c.Path)
		out[i].Nullable = out[i].Nullable || c.Nullable
	}
	return out
}

// Family returns the data columns of a whole model in table order: those of the
// oldest version, then what each later one adds. Versions must ascend.
func Family(versions []Version) []Column { return family(versions, Flatten) }

func family(versions []Version, flatten func(*Schema) []Column) []Column {
	var cols []Column
	at := make(map[string]int)
	for i, v := range versions {
		for _, c := range flatten(v.Schema) {
			j, known := at[c.Name]
			if !known {
				c.Nullable = c.Nullable || i > 0
				at[c.Name] = len(cols)
				cols = append(cols, c)
				continue
			}
			cols[j].Nullable = cols[j].Nullable || c.Nullable
			for _, p := range append([][]string{c.Path}, c.Also...) {
				cols[j].addPath(p)
			}
		}
	}
	return cols
}

// addPath adds a path unless the column has it.
func (c *Column) addPath(p []string) {
	if slices.Equal(c.Path, p) || slices.ContainsFunc(c.Also, func(q []string) bool { return slices.Equal(p, q) }) {
		return
	}
	c.Also = append(c.Also, p)
}
