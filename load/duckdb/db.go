//go:build cgo

package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	engine "github.com/duckdb/duckdb-go/v2"

	"github.com/camonica/camonica/load"
)

// A DB is a warehouse open for queries. Queries run one at a time.
type DB struct {
	db   *sql.DB
	conn *sql.Conn // the one connection: table functions belong to it
}

// connect opens a database with settings that keep it from the network.
func connect(ctx context.Context, path string, o Options, settings map[string]string) (*DB, error) {
	v := url.Values{}
	v.Set("autoinstall_known_extensions", "false")
	v.Set("autoload_known_extensions", "false")
	v.Set("allow_persistent_secrets", "false")
	v.Set("threads", strconv.Itoa(o.threads()))
	v.Set("memory_limit", o.memory())
	for name, value := range settings {
		v.Set(name, value)
	}
	c, err := engine.NewConnector(path+"?"+v.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), db.Close())
	}
	d := &DB{db: db, conn: conn}
	// Times are UTC, whatever the machine's zone is.
	if err := d.exec(ctx, "SET TimeZone = 'UTC'"); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *DB) exec(ctx context.Context, query string, args ...any) error {
	if _, err := d.conn.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("set up database: %w", err)
	}
	return nil
}

// Query runs one or more SQL statements and returns the rows of the last.
func (d *DB) Query(ctx context.Context, query string) (*sql.Rows, error) {
	return d.conn.QueryContext(ctx, query)
}

// Tables describes all tables, by name.
func (d *DB) Tables(ctx context.Context) ([]TableInfo, error) {
	return d.describe(ctx, "")
}

// Schema describes one table; its name may start with "atomic.".
func (d *DB) Schema(ctx context.Context, table string) (TableInfo, error) {
	if len(table) > len(load.SQLSchema)+1 && table[:len(load.SQLSchema)+1] == load.SQLSchema+"." {
		table = table[len(load.SQLSchema)+1:]
	}
	infos, err := d.describe(ctx, table)
	if err != nil {
		return TableInfo{}, err
	}
	if len(infos) == 0 {
		return TableInfo{}, fmt.Errorf("the warehouse has no table %q", table)
	}
	return infos[0], nil
}

const describeSQL = `
SELECT c.table_name, coalesce(v.comment, t.comment, ''), c.column_name, c.data_type, c.is_nullable
FROM duckdb_columns() c
LEFT JOIN duckdb_views() v ON v.schema_name = c.schema_name AND v.view_name = c.table_name AND v.database_name = c.database_name
LEFT JOIN duckdb_tables() t ON t.schema_name = c.schema_name AND t.table_name = c.table_name AND t.database_name = c.database_name
WHERE c.schema_name = ? AND (? = '' OR c.table_name = ?) AND c.database_name = current_database()
ORDER BY c.table_name, c.column_index`

func (d *DB) describe(ctx context.Context, table string) ([]TableInfo, error) {
	rows, err := d.conn.QueryContext(ctx, describeSQL, load.SQLSchema, table, table)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var infos []TableInfo
	for rows.Next() {
		var name, comment, typeName string
		var c load.Column
		if err := rows.Scan(&name, &comment, &c.Name, &typeName, &c.Nullable); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		c.Type = TypeOf(typeName)
		if len(infos) == 0 || infos[len(infos)-1].Name != name {
			infos = append(infos, TableInfo{Name: name, Comment: comment})
		}
		last := &infos[len(infos)-1]
		last.Columns = append(last.Columns, c)
	}
	return infos, rows.Err()
}

// Close ends the session.
func (d *DB) Close() error { return errors.Join(d.conn.Close(), d.db.Close()) }
