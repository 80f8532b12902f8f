package duckdb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/warehouse"
)

// A group is segments of one table that agree on the types of their columns, so
// that one scan reads them all. Where runs disagree, the view casts the columns
// of each group to the widened type and puts the groups one after another.
type group struct {
	columns  []load.Column // all of the table, with the types of this group
	segments []*warehouse.Stored
	rows     int64
}

// groupsOf splits the segments of a table. There is always at least one group.
func groupsOf(t *warehouse.Table) []*group {
	var groups []*group
	byKey := make(map[string]*group)
	for i := range t.Segments {
		s := &t.Segments[i]
		columns := slices.Clone(t.Columns)
		var key strings.Builder
		for _, c := range s.Columns {
			j := slices.IndexFunc(columns, func(m load.Column) bool { return m.Name == c.Name })
			if columns[j].Type != c.Type {
				columns[j].Type = c.Type
				fmt.Fprintf(&key, "%d:%v ", j, c.Type)
			}
		}
		g := byKey[key.String()]
		if g == nil {
			g = &group{columns: columns}
			byKey[key.String()] = g
			groups = append(groups, g)
		}
		g.segments = append(g.segments, s)
		g.rows += s.Rows
	}
	if len(groups) == 0 {
		groups = append(groups, &group{columns: t.Columns})
	}
	return groups
}

// viewSQL is the view of a table above the scans of its groups.
func viewSQL(t *warehouse.Table, groups []*group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE VIEW %s AS ", qualified(t.Name))
	for i, g := range groups {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		b.WriteString("SELECT ")
		for j, c := range g.columns {
			if j > 0 {
				b.WriteString(", ")
			}
			name := quote(c.Name)
			// The scan gives JSON as text.
			if want := t.Columns[j].Type; c.Type != want || want == load.JSON {
				fmt.Fprintf(&b, "CAST(%s AS %s) AS %s", name, sqlTypes[want], name)
				continue
			}
			b.WriteString(name)
		}
		fmt.Fprintf(&b, " FROM %s(%s, %d)", scanFunction, literal(t.Name), i)
	}
	return b.String()
}

// scanFunction is the table function that reads a group.
const scanFunction = "camonica_scan"
