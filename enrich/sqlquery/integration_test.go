//go:build integration

package sqlquery_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/sqlquery"
	"github.com/camonica/camonica/internal/testparts"
)

const table = `CREATE TABLE people (pk integer PRIMARY KEY, name varchar(40), speed numeric(4,1), born date, seen timestamp, ok boolean, note text);
INSERT INTO people VALUES (1, 'alice', 10.0, '2000-02-29', '2016-01-07 10:10:34', true, '{"a": 1}'), (2, 'bob', 25.5, NULL, NULL, false, 'why?')`

// ask runs a statement for an event and returns the data of its entities.
func ask(t *testing.T, kind string, s *testparts.Server, statement string, columns map[string]string) ([]string, error) {
	t.Helper()
	return askOf(t, connect(t, kind, s, statement), columns)
}

func askOf(t *testing.T, e enrich.Enrichment, columns map[string]string) ([]string, error) {
	t.Helper()
	r := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Columns: columns})
	var data []string
	for _, d := range r.Derived {
		data = append(data, d.Data)
	}
	return data, r.Err
}

func connect(t *testing.T, kind string, s *testparts.Server, statement string) enrich.Enrichment {
	t.Helper()
	return open(t, kind, s, statement, false)
}

func open(t *testing.T, kind string, s *testparts.Server, statement string, tls bool) enrich.Enrichment {
	t.Helper()
	step, err := sqlquery.New(context.Background(), config(t, fmt.Sprintf(`{"inputs":[{"placeholder":1,"pojo":{"field":"user_id"}},{"placeholder":2,"pojo":{"field":"br_viewwidth"}}],
		"database":{"%s":{"host":"127.0.0.1","port":%d,"sslMode":%t,"username":"%s","password":"","database":"%s"}},"query":{"sql":%q},
		"output":{"expectedRows":"AT_LEAST_ZERO","json":{"schema":"iglu:com.acme/u/jsonschema/1-0-0","describes":"EVERY_ROW","propertyNames":"CAMEL_CASE"}},
		"cache":{"size":100,"ttl":60}}`, kind, s.Port, tls, s.User, s.Database, statement)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = step.Enrichment.(io.Closer).Close() })
	return step.Enrichment
}

func TestPostgres(t *testing.T) {
	s := testparts.Postgres(t)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, fmt.Sprintf("host=127.0.0.1 port=%d user=postgres dbname=postgres sslmode=disable", s.Port))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, table); err != nil {
		t.Fatal(err)
	}
	database(t, "postgresql", s)
	t.Run("values", func(t *testing.T) {
		data, err := ask(t, "postgresql", s, "SELECT *, pk::float8/4 AS quarter_part, ARRAY[1,2] AS list, note::jsonb ?? 'a' AS has FROM people WHERE name = ? AND pk < ?",
			map[string]string{"user_id": "alice", "br_viewwidth": "2"})
		const want = `{"pk":1,"name":"alice","speed":10.0,"born":"2000-02-29T00:00:00.000Z","seen":"2016-01-07 10:10:34","ok":true,"note":"{\"a\": 1}","quarterPart":0.25,"list":"{1,2}","has":true}`
		if err != nil || len(data) != 1 || data[0] != want {
			t.Errorf("%v %s", err, data)
		}
	})
	t.Run("certificates are verified", func(t *testing.T) {
		const statement = "SELECT ssl AS sealed FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ? = 'alice' AND ? > 0"
		columns := map[string]string{"user_id": "alice", "br_viewwidth": "2"}
		tls := func() ([]string, error) {
			return askOf(t, open(t, "postgresql", s, statement, true), columns)
		}
		t.Setenv("PGSSLROOTCERT", s.CA)
		if data, err := tls(); err != nil || len(data) != 1 || data[0] != `{"sealed":true}` {
			t.Errorf("%v %s", err, data)
		}
		t.Setenv("PGSSLROOTCERT", "") // the system's authorities do not know the server's
		if data, err := tls(); err == nil {
			t.Errorf("a certificate of nobody is taken: %s", data)
		}
	})
	t.Run("a session that ended is opened again", func(t *testing.T) {
		e := connect(t, "postgresql", s, "SELECT ? AS name, ?::int AS n")
		for i := range 3 {
			r := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Columns: map[string]string{"user_id": "u" + strconv.Itoa(i), "br_viewwidth": "7"}})
			if r.Err != nil || len(r.Derived) != 1 {
				t.Fatalf("%d: %+v", i, r)
			}
			if _, err := conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'camonica'"); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestMariaDB(t *testing.T) {
	s := testparts.MariaDB(t)
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.DBName, c.MultiStatements = s.User, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)), s.Database, true
	db, err := sql.Open("mysql", c.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(table); err != nil {
		t.Fatal(err)
	}
	database(t, "mysql", s)
	t.Run("certificates are verified", func(t *testing.T) {
		e := open(t, "mysql", s, "SELECT 1 AS n FROM people WHERE name = ? AND pk < ?", true)
		if data, err := askOf(t, e, map[string]string{"user_id": "alice", "br_viewwidth": "2"}); err == nil {
			t.Errorf("a certificate of nobody is taken: %s", data)
		}
	})
	data, err := ask(t, "mysql", s, "SELECT * FROM people WHERE name = ? AND pk < ?", map[string]string{"user_id": "alice", "br_viewwidth": "2"})
	const want = `{"pk":1,"name":"alice","speed":10.0,"born":"2000-02-29T00:00:00.000Z","seen":"2016-01-07 10:10:34","ok":1,"note":"{\"a\": 1}"}`
	if err != nil || len(data) != 1 || data[0] != want {
		t.Errorf("%v %s", err, data)
	}
}

// database tries what both kinds of servers do alike.
func database(t *testing.T, kind string, s *testparts.Server) {
	columns := map[string]string{"user_id": "bob", "br_viewwidth": "3"}
	refused := func(name, statement string) {
		t.Run(name, func(t *testing.T) {
			_, err := ask(t, kind, s, statement, columns)
			var f *enrich.Failure
			if !errors.As(err, &f) || strings.Contains(f.Want, "bob") {
				t.Errorf("got %v", err)
			}
		})
	}
	refused("no such table", "SELECT * FROM nowhere WHERE a = ? AND b = ?")
	refused("writing", "DELETE FROM people WHERE name = ? AND pk < ?")
	t.Run("no rows", func(t *testing.T) {
		if data, err := ask(t, kind, s, "SELECT pk FROM people WHERE name = ? AND pk > ?", columns); err != nil || len(data) != 0 {
			t.Errorf("%v %s", err, data)
		}
	})
	t.Run("question marks", func(t *testing.T) {
		data, err := ask(t, kind, s, "SELECT pk /* ? */, note FROM people WHERE note = 'why?' AND name = ? AND pk < ? -- ?", columns)
		if err != nil || len(data) != 1 || data[0] != `{"pk":2,"note":"why?"}` {
			t.Errorf("%v %s", err, data)
		}
	})
	t.Run("more workers than sessions", func(t *testing.T) {
		e := connect(t, kind, s, "SELECT pk FROM people WHERE name = ? AND pk < ?")
		var wg sync.WaitGroup
		for worker := range 32 {
			wg.Go(func() {
				r := enrichtest.NewWork(worker).Run(e, &enrichtest.Input{Columns: map[string]string{"user_id": "bob", "br_viewwidth": strconv.Itoa(worker + 3)}})
				if r.Err != nil || len(r.Derived) != 1 {
					t.Errorf("%+v", r)
				}
			})
		}
		wg.Wait()
	})
	t.Run("server that is not there", func(t *testing.T) {
		gone := *s
		gone.Port = 1
		_, err := ask(t, kind, &gone, "SELECT 1 WHERE 'a' = ? AND 1 = ?", columns)
		var f *enrich.Failure
		if !errors.As(err, &f) {
			t.Errorf("got %v", err)
		}
	})
}
