package ddl

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// A ChangeKind is what became of a field between two versions.
type ChangeKind string

// The kinds of changes.
const (
	FieldAdded    ChangeKind = "addition"
	FieldRemoved  ChangeKind = "removal"
	FieldRequired ChangeKind = "nullable-to-required"
	FieldBroken   ChangeKind = "incompatible-type"
)

// A FieldChange is one difference between versions. Path has the names of fields
// with slashes before them, [] for elements.
type FieldChange struct {
	Kind     ChangeKind
	Path     string
	From, To FieldKind // of FieldBroken
}

// MergeFields merges a newer version of a field into the older: fields that were
// added come last and are optional, those removed stay and are optional. It is
// false if a type changed, which nothing can merge.
func MergeFields(older, newer Field) (Field, []FieldChange, bool) {
	var m fieldMerge
	out := m.field(older, newer, "")
	slices.SortStableFunc(m.changes, func(a, b FieldChange) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind))
	})
	return out, m.changes, !m.broken
}

type fieldMerge struct {
	changes []FieldChange
	broken  bool
}

func (m *fieldMerge) field(a, b Field, path string) Field {
	a.From = union(a.From, b.From)
	m.nullability(a.Nullable, b.Nullable, path)
	a.Nullable = a.Nullable || b.Nullable
	a.Type = m.typ(a.Type, b.Type, path)
	return a
}

func (m *fieldMerge) nullability(a, b bool, path string) {
	if a && !b {
		m.changes = append(m.changes, FieldChange{Kind: FieldRequired, Path: path})
	}
}

// union returns the names of both, sorted.
func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

func (m *fieldMerge) typ(a, b FieldType, path string) FieldType {
	switch {
	case a.Kind != b.Kind || a.Precision != b.Precision || a.Scale != b.Scale:
		m.changes = append(m.changes, FieldChange{FieldBroken, path, a.Kind, b.Kind})
		m.broken = true
	case a.Kind == FieldArray:
		path += "/[]"
		e := m.typ(*a.Element, *b.Element, path)
		m.nullability(a.ElementNullable, b.ElementNullable, path)
		return FieldType{Kind: FieldArray, Element: &e, ElementNullable: a.ElementNullable || b.ElementNullable}
	case a.Kind == FieldStruct:
		return FieldType{Kind: FieldStruct, Fields: m.fields(a.Fields, b.Fields, path)}
	}
	return a
}

func (m *fieldMerge) fields(a, b []Field, path string) []Field {
	find := func(fs []Field, name string) int {
		return slices.IndexFunc(fs, func(f Field) bool { return f.Name == name })
	}
	var out []Field
	for _, f := range a {
		below := path + "/" + f.Name
		i := find(b, f.Name)
		if i < 0 {
			m.changes = append(m.changes, FieldChange{Kind: FieldRemoved, Path: below})
			f.Nullable = true
			out = append(out, f)
			continue
		}
		out = append(out, m.field(f, b[i], below))
	}
	for _, f := range b {
		if find(a, f.Name) >= 0 {
			continue
		}
		m.changes = append(m.changes, FieldChange{Kind: FieldAdded, Path: path + "/" + f.Name})
		f.Nullable = true
		out = append(out, f)
	}
	return out
}

// Digest returns the first 8 hex digits of a SHA-256 over the type, by which
// columns of versions that cannot be merged are named.
func (t FieldType) Digest() string {
	h := sha256.Sum256([]byte(t.String()))
	return hex.EncodeToString(h[:4])
}

// String returns the type in a canonical form.
func (t FieldType) String() string {
	switch t.Kind {
	case FieldDecimal:
		return fmt.Sprintf("decimal(%d,%d)", t.Precision, t.Scale)
	case FieldArray:
		return "array<" + t.Element.String() + optional(t.ElementNullable) + ">"
	case FieldStruct:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.Name + ":" + f.Type.String() + optional(f.Nullable)
		}
		return "struct<" + strings.Join(parts, ",") + ">"
	}
	return t.Kind.String()
}

func optional(nullable bool) string {
	if nullable {
		return "?"
	}
	return ""
}
