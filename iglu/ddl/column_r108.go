package ddl

import (
	"cmp"
	"slices"
	"strings"
)

// FlattenR108 is Flatten as schema-ddl 0.7.0 did it: sorted by path, not by
// name; a union that allows an object is flattened; an array or object that may
// be null counts as never null; and of the objects around a property only the
// next must be required for it to be NOT NULL.
func FlattenR108(s *Schema) []Column {
	if !s.isRecord() {
		return nil
	}
	var cols []Column
	walkR108(s, nil, true, &cols)
	slices.SortStableFunc(cols, func(a, b Column) int {
		return cmp.Or(falseFirst(a.Nullable, b.Nullable), cmp.Compare(strings.Join(a.Path, "."), strings.Join(b.Path, ".")))
	})
	return collapse(cols)
}

// FamilyR108 is Family with the columns of FlattenR108.
func FamilyR108(versions []Version) []Column { return family(versions, FlattenR108) }

func walkR108(s *Schema, path []string, required bool, cols *[]Column) {
	for _, p := range s.Properties {
		full := append(slices.Clip(path), p.Name)
		must := s.requires(p.Name)
		if p.Schema.Types&Object != 0 && p.Schema.HasProperties {
			walkR108(p.Schema, full, must, cols)
			continue
		}
		null := p.Schema.AdmitsNull() && p.Schema.Types&(Array|Object) == 0
		*cols = append(*cols, Column{Path: full, Name: ColumnName(full), Schema: p.Schema, Nullable: !required || !must || null})
	}
}
