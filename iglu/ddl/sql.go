package ddl

import (
	"fmt"
	"strings"
)

// Create returns the statement that makes the table, meta columns and all, below
// a database schema. On Redshift it refers to the events table as R108's do.
func (d *Dialect) Create(schema string, t Table) string {
	var b strings.Builder
	redshift := d.Name == Redshift.Name || d.Name == RedshiftR108.Name
	fmt.Fprintf(&b, "CREATE TABLE IF NOT EXISTS %s (\n", d.tableName(schema, t.Name))
	if redshift {
		b.WriteString(columnBlock(t.Columns))
		fmt.Fprintf(&b, ",\n  FOREIGN KEY (root_id) REFERENCES %s(event_id)\n)\nDISTSTYLE KEY\nDISTKEY (root_id)\nSORTKEY (root_tstamp);", d.tableName(schema, "events"))
		return b.String()
	}
	for _, m := range MetaColumns {
		fmt.Fprintf(&b, "  %s %s NOT NULL,\n", quote(m.Name), d.typeName(d.metaType(m)))
	}
	for _, c := range t.Columns {
		fmt.Fprintf(&b, "  %s,\n", d.columnText(c))
	}
	return strings.TrimSuffix(b.String(), ",\n") + "\n);"
}

// Alter returns the statements of a step. On Redshift widening cannot be part of
// a transaction.
func (d *Dialect) Alter(schema, table string, s Step) []string {
	alter := "ALTER TABLE " + d.tableName(schema, table) + " "
	var out []string
	for _, c := range s.Widen {
		kind := "TYPE "
		if d.Name == DuckDB.Name {
			kind = "SET DATA TYPE "
		}
		out = append(out, alter+"ALTER COLUMN "+quote(d.ident(c.Name))+" "+kind+d.typeName(c.Type)+";")
	}
	for _, name := range s.DropNull {
		out = append(out, alter+"ALTER COLUMN "+quote(d.ident(name))+" DROP NOT NULL;")
	}
	for _, c := range s.Add {
		text := d.columnText(c)
		if d.Name == Redshift.Name || d.Name == RedshiftR108.Name {
			text += " ENCODE " + c.Type.Encoding()
		}
		out = append(out, alter+"ADD COLUMN "+text+";")
	}
	return out
}

// Comment returns the statement that notes the newest schema on the table.
func (d *Dialect) Comment(schema string, t Table) string {
	return "COMMENT ON TABLE " + d.tableName(schema, t.Name) + " IS '" + strings.ReplaceAll(t.Key.String(), "'", "''") + "';"
}

// ColumnNames returns the names of all columns in table order, meta columns
// first, for explicit lists.
func (d *Dialect) ColumnNames(t Table) []string {
	names := make([]string, 0, len(MetaColumns)+len(t.Columns))
	for _, m := range MetaColumns {
		names = append(names, m.Name)
	}
	for _, c := range t.Columns {
		names = append(names, d.ident(c.Name))
	}
	return names
}

// metaType is the type of a meta column outside Redshift.
func (d *Dialect) metaType(m MetaColumn) SQLType {
	switch m.Name {
	case "root_id":
		return SQLType{Kind: UUID}
	case "ref_tree":
		return SQLType{Kind: Text}
	}
	return m.Type
}

func (d *Dialect) columnText(c TableColumn) string {
	s := quote(d.ident(c.Name)) + " " + d.typeName(c.Type)
	if !c.Nullable {
		s += " NOT NULL"
	}
	return s
}

func (d *Dialect) tableName(schema, table string) string {
	if schema == "" {
		return quote(table)
	}
	return quote(schema) + "." + quote(table)
}
