package sqlquery

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"log"
	"net"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// A mysqlDB asks MySQL or MariaDB.
type mysqlDB struct {
	db        *sql.DB
	statement string
}

func openMySQL(s *server, statement string) (Database, error) {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.DBName = s.Username, s.Password, s.Database
	config.Net, config.Addr = "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	config.Timeout, config.ReadTimeout, config.WriteTimeout = connectTimeout, queryTimeout, queryTimeout
	config.TLSConfig = "false"
	if s.SSLMode {
		config.TLSConfig = "true" // verifies the certificate and its name
	}
	config.Logger = log.New(io.Discard, "", 0) // errors come back as such
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	db := &mysqlDB{db: sql.OpenDB(readOnly{connector}), statement: statement}
	db.db.SetMaxOpenConns(connections)
	db.db.SetMaxIdleConns(connections)
	return db, nil
}

// readOnly makes sessions that refuse to change data.
type readOnly struct{ driver.Connector }

// Connect opens a session.
func (r readOnly) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	if x, ok := conn.(driver.ExecerContext); ok {
		if _, err = x.ExecContext(ctx, "SET SESSION TRANSACTION READ ONLY", nil); err == nil {
			return conn, nil
		}
	}
	return nil, errors.Join(errors.New("make session read-only"), err, conn.Close())
}

func (db *mysqlDB) Query(ctx context.Context, args []any) (*Rows, error) {
	bound := make([]any, len(args))
	for i, a := range args {
		bound[i] = a
		if f, ok := a.(float32); ok { // its decimal text, not the bits behind it
			bound[i], _ = strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64)
		}
	}
	rows, err := db.db.QueryContext(ctx, db.statement, bound...)
	if err != nil {
		return nil, mysqlFailure(err)
	}
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, mysqlFailure(err)
	}
	out := &Rows{}
	cells := make([]sql.RawBytes, len(types))
	into := make([]any, len(types))
	for i, t := range types {
		out.Columns = append(out.Columns, t.Name())
		into[i] = &cells[i]
	}
	size := 0
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, mysqlFailure(err)
		}
		row := make([]Value, len(cells))
		for i, b := range cells {
			row[i] = mysqlValue(types[i].DatabaseTypeName(), b)
			size += len(b)
		}
		out.Values = append(out.Values, row)
		if len(out.Values) > maxRows || size > maxBytes {
			return nil, &Failure{Code: "answer too long"}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, mysqlFailure(err)
	}
	return out, nil
}

func mysqlValue(typeName string, b []byte) Value {
	if b == nil {
		return Value{}
	}
	text := string(b)
	switch strings.TrimPrefix(typeName, "UNSIGNED ") {
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "YEAR", "FLOAT", "DOUBLE":
		return Value{Number, text}
	case "CHAR", "VARCHAR", "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT", "ENUM", "SET":
		return Value{Text, text}
	case "DATE":
		return Value{Date, text}
	}
	return Value{Other, text}
}

func mysqlFailure(err error) error {
	var e *mysql.MySQLError
	switch {
	case errors.As(err, &e):
		return &Failure{Code: strconv.Itoa(int(e.Number))}
	case errors.Is(err, context.DeadlineExceeded):
		return &Failure{Code: "timeout"}
	}
	return &Failure{}
}

func (db *mysqlDB) Close() error { return db.db.Close() }
