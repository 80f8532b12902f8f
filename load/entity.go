package load

import (
	"context"
	"errors"
	"fmt"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
)

// Entity returns the table of an entity's model: the nine columns of its key and
// hierarchy, then those of all given versions, which ascend to key's. A column
// that changed its type has one that holds both.
func Entity(key iglu.Key, versions []ddl.Version) Table {
	t := Table{Name: ddl.TableName(key), Schema: key.String(), Columns: Meta()}
	types := map[string]Type{}
	for _, v := range versions {
		for _, c := range ddl.Flatten(v.Schema) {
			typ := columnType(c.Schema)
			if old, ok := types[c.Name]; ok {
				typ = Widen(old, typ)
			}
			types[c.Name] = typ
		}
	}
	for _, c := range ddl.Family(versions) {
		t.Columns = append(t.Columns, Column{Name: c.Name, Type: types[c.Name], Nullable: c.Nullable, Paths: append([][]string{c.Path}, c.Also...)})
	}
	distinct(t.Columns)
	return t
}

// distinct renames data columns that are called like one before them, as a
// property rootId is: two columns of one name would make the table unreadable.
func distinct(columns []Column) {
	taken := make(map[string]bool, len(columns))
	for i := range columns {
		for taken[columns[i].Name] {
			columns[i].Name += "_"
		}
		taken[columns[i].Name] = true
	}
}

// columnType is ours for a property: that of PostgreSQL without widths.
func columnType(s *ddl.Schema) Type {
	switch ddl.DuckDB.Type(s).Kind {
	case ddl.SmallInt, ddl.Int:
		return Int
	case ddl.BigInt:
		return BigInt
	case ddl.Double:
		return Double
	case ddl.DecimalType:
		return Decimal
	case ddl.Bool:
		return Bool
	case ddl.Timestamp:
		return Timestamp
	case ddl.Date:
		return Date
	case ddl.UUID:
		return UUID
	case ddl.JSON:
		return JSON
	}
	return Text
}

// Schemas gives schemas and their histories, as iglu.Set does.
type Schemas interface {
	Schema(ctx context.Context, k iglu.Key) (*iglu.Schema, error)
	Versions(ctx context.Context, k iglu.Key) ([]iglu.Version, error)
}

// EntityOf returns the table of an entity's model with all its versions up to
// key's.
func EntityOf(ctx context.Context, key iglu.Key, schemas Schemas) (Table, error) {
	versions, err := schemas.Versions(ctx, key)
	if err != nil {
		return Table{}, fmt.Errorf("columns of %s: %w", key, err)
	}
	var parsed []ddl.Version
	for _, v := range versions {
		schema, err := schemas.Schema(ctx, key.Within(v))
		var bad *iglu.SchemaError
		if errors.As(err, &bad) && v != key.Version {
			continue // nobody can have sent data of a schema that is none
		}
		if err != nil {
			return Table{}, fmt.Errorf("columns of %s: %w", key, err)
		}
		d, err := ddl.Parse(schema.Raw())
		if err != nil {
			return Table{}, fmt.Errorf("columns of %s: %w", key, err)
		}
		parsed = append(parsed, ddl.Version{Version: v, Schema: d})
	}
	return Entity(key, parsed), nil
}
