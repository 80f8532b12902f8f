package ddl

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// FlattenR108 is Flatten as schema-ddl 0.7.0 did it. Required columns come
// first, even those that may be null, then the rest, each sorted by path. A
// union that allows an object is flattened. Below a required object its required
// names count for objects further down as well.
func FlattenR108(s *Schema) []Column {
	if !s.isRecord() {
		return nil
	}
	f := flattenerR108{}
	f.walk(s, nil, s.Required)
	slices.SortStableFunc(f.cols, func(a, b columnR108) int {
		return cmp.Or(falseFirst(!a.required, !b.required), cmp.Compare(strings.Join(a.Path, "."), strings.Join(b.Path, ".")))
	})
	cols := make([]Column, len(f.cols))
	for i, c := range f.cols {
		cols[i] = c.Column
	}
	return collapse(cols)
}

// FamilyR108 is Family with the columns of FlattenR108.
func FamilyR108(versions []Version) []Column { return family(versions, FlattenR108) }

type columnR108 struct {
	Column
	required bool
}

type flattenerR108 struct{ cols []columnR108 }

func (f *flattenerR108) walk(s *Schema, path, names []string) {
	required := map[string]bool{}
	for _, n := range names {
		required[n] = true
	}
	for _, p := range s.Properties {
		full := append(slices.Clip(path), p.Name)
		must := required[p.Name]
		if p.Schema.Types&Object != 0 && p.Schema.HasProperties {
			below := slices.Collect(maps.Keys(required))
			if must {
				below = append(below, p.Schema.Required...)
			}
			f.walk(p.Schema, full, below)
			continue
		}
		nullable := !must || p.Schema.AdmitsNull()
		f.cols = append(f.cols, columnR108{Column{Path: full, Name: ColumnName(full), Schema: p.Schema, Nullable: nullable}, must})
	}
}
