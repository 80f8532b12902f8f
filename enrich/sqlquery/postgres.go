package sqlquery

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// A postgresDB is a bounded set of sessions with PostgreSQL.
type postgresDB struct {
	config    *pgx.ConnConfig
	statement string
	slots     chan *pgx.Conn // nil: a session that is not open
}

func openPostgres(s *server, statement string) (Database, error) {
	mode := "disable"
	if s.SSLMode {
		mode = "verify-full"
	}
	config, err := pgx.ParseConfig("host=" + quoteSetting(s.Host) + " port=" + strconv.Itoa(s.Port) + " user=" + quoteSetting(s.Username) +
		" password=" + quoteSetting(s.Password) + " dbname=" + quoteSetting(s.Database) + " sslmode=" + mode +
		" connect_timeout=" + strconv.Itoa(int(connectTimeout/time.Second)))
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["application_name"] = "camonica"
	config.RuntimeParams["default_transaction_read_only"] = "on"
	config.RuntimeParams["statement_timeout"] = strconv.Itoa(int(queryTimeout / time.Millisecond))
	db := &postgresDB{config: config, statement: statement, slots: make(chan *pgx.Conn, connections)}
	for range connections {
		db.slots <- nil
	}
	return db, nil
}

// quoteSetting quotes a value of a connection string.
func quoteSetting(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// Query runs the statement, once more on a new session if the old one had ended.
func (db *postgresDB) Query(ctx context.Context, args []any) (*Rows, error) {
	var conn *pgx.Conn
	select {
	case conn = <-db.slots:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { db.slots <- conn }()
	for {
		fresh := conn == nil
		if fresh {
			var err error
			if conn, err = pgx.ConnectConfig(ctx, db.config); err != nil {
				return nil, postgresFailure(err)
			}
		}
		rows, err := db.query(ctx, conn, args)
		if err == nil {
			return rows, nil
		}
		if !conn.IsClosed() && ctx.Err() == nil {
			return nil, postgresFailure(err)
		}
		closeSession(conn)
		conn = nil
		if fresh || ctx.Err() != nil {
			return nil, postgresFailure(err)
		}
	}
}

func (db *postgresDB) query(ctx context.Context, conn *pgx.Conn, args []any) (*Rows, error) {
	// Texts in, texts out: the server knows the types of its columns.
	bound := []any{pgx.QueryResultFormats{pgx.TextFormatCode}}
	for _, a := range args {
		bound = append(bound, postgresText(a))
	}
	rows, err := conn.Query(ctx, db.statement, bound...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := &Rows{}
	fields := rows.FieldDescriptions()
	for i := range fields {
		out.Columns = append(out.Columns, fields[i].Name)
	}
	size := 0
	for rows.Next() {
		var row []Value
		for i, b := range rows.RawValues() {
			row = append(row, postgresValue(fields[i].DataTypeOID, b))
			size += len(b)
		}
		out.Values = append(out.Values, row)
		if len(out.Values) > maxRows || size > maxBytes {
			return nil, &Failure{Code: "answer too long"}
		}
	}
	return out, rows.Err()
}

func postgresText(v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case int32:
		return strconv.FormatInt(int64(v), 10)
	case int64:
		return strconv.FormatInt(v, 10)
	case float32:
		return strconv.FormatFloat(float64(v), 'g', -1, 32)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case string:
		return v
	}
	panic("sqlquery: internal error: type of an argument")
}

func postgresValue(oid uint32, b []byte) Value {
	if b == nil {
		return Value{}
	}
	text := string(b)
	switch oid {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID, pgtype.Float4OID, pgtype.Float8OID:
		return Value{Number, text}
	case pgtype.BoolOID:
		return Value{Bool, strconv.FormatBool(text == "t")}
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.QCharOID:
		return Value{Text, text}
	case pgtype.DateOID:
		return Value{Date, text}
	}
	return Value{Other, text}
}

func postgresFailure(err error) error {
	var own *Failure
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &pg):
		return &Failure{Code: pg.Code}
	case errors.Is(err, context.DeadlineExceeded):
		return &Failure{Code: "timeout"}
	}
	return &Failure{}
}

// closeSession ends a session that may be broken.
func closeSession(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // it is given up in any case
}

// Close waits for queries under way and ends all sessions.
func (db *postgresDB) Close() error {
	for range connections {
		if conn := <-db.slots; conn != nil {
			closeSession(conn)
		}
	}
	return nil
}
