package ddl

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/camonica/camonica/iglu"
)

// A TableColumn is a column as a database has it.
type TableColumn struct {
	Column
	Type SQLType
}

// A Table is the table of a model, or a recovery table of one version.
type Table struct {
	Name    string
	Key     iglu.Key // of the newest version built in
	Columns []TableColumn
}

// A Step is what a version changes of the table.
type Step struct {
	Version  iglu.Version
	Add      []TableColumn
	Widen    []TableColumn // with their new type
	DropNull []string      // columns that lose NOT NULL
}

// A Break says why a version does not fit into the table.
type Break struct {
	Column   string
	Nullable bool // a NOT NULL column became optional or was removed; else the types do not agree
}

// A Recovery is a version with a table of its own.
type Recovery struct {
	Version iglu.Version
	Table   Table
	Breaks  []Break
}

// A Model is how all versions of one schema lie in a database.
type Model struct {
	Table    Table
	Steps    []Step // one per version after the first that fits
	Recovery []Recovery
}

// Build merges versions, oldest first, into tables. Rows of a version in
// Recovery go to its table, all others to the model's.
func (d *Dialect) Build(key iglu.Key, versions []Version) Model {
	var m Model
	for i, v := range versions {
		key.Version = v.Version
		cols := d.columns(v.Schema)
		if i == 0 {
			m.Table = Table{Name: d.ident(TableName(key)), Key: key, Columns: cols}
			continue
		}
		step, breaks := d.step(m.Table, v.Version, cols)
		if len(breaks) > 0 {
			t := Table{Key: key, Columns: cols}
			t.Name = d.ident(TableName(key) + fmt.Sprintf("_%d_%d_recovered_", v.Version.Revision, v.Version.Addition) + d.recovery(t))
			m.Recovery = append(m.Recovery, Recovery{v.Version, t, breaks})
			continue
		}
		m.Table.apply(step, cols)
		m.Table.Key = key
		m.Steps = append(m.Steps, step)
	}
	return m
}

func (d *Dialect) columns(s *Schema) []TableColumn {
	flat := d.flatten(s)
	cols := make([]TableColumn, len(flat))
	for i, c := range flat {
		cols[i] = TableColumn{c, d.typeOf(c.Schema)}
	}
	return cols
}

// step finds what the version's columns change of the table.
func (d *Dialect) step(t Table, v iglu.Version, cols []TableColumn) (Step, []Break) {
	step := Step{Version: v}
	var breaks []Break
	byName := make(map[string]*TableColumn, len(cols))
	for i := range cols {
		byName[cols[i].Name] = &cols[i]
	}
	for _, old := range t.Columns {
		c := byName[old.Name]
		if !old.Nullable && (c == nil || c.Nullable) {
			if !d.dropNull {
				breaks = append(breaks, Break{Column: old.Name, Nullable: true})
			}
			step.DropNull = append(step.DropNull, old.Name)
		}
		if c == nil {
			continue
		}
		wide, ok := d.widen(old.Type, c.Type)
		switch {
		case !ok:
			breaks = append(breaks, Break{Column: old.Name})
		case wide != old.Type:
			old.Type = wide
			step.Widen = append(step.Widen, old)
		}
	}
	known := make(map[string]bool, len(t.Columns))
	for _, c := range t.Columns {
		known[c.Name] = true
	}
	for _, c := range cols {
		if !known[c.Name] {
			c.Nullable = true
			step.Add = append(step.Add, c)
		}
	}
	slices.SortStableFunc(breaks, func(a, b Break) int { return cmp.Compare(a.Column, b.Column) })
	return step, breaks
}

// apply makes the table what the step says.
func (t *Table) apply(s Step, cols []TableColumn) {
	at := make(map[string]int, len(t.Columns))
	for i, c := range t.Columns {
		at[c.Name] = i
	}
	for _, c := range s.Widen {
		t.Columns[at[c.Name]].Type = c.Type
	}
	for _, name := range s.DropNull {
		t.Columns[at[name]].Nullable = true
	}
	for _, c := range cols {
		if i, ok := at[c.Name]; ok {
			for _, p := range append([][]string{c.Path}, c.Also...) {
				t.Columns[i].addPath(p)
			}
		}
	}
	t.Columns = append(t.Columns, s.Add...)
}
