package sqlquery

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/inputs"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
)

// server is where the database is, as configured.
type server struct {
	Host     string
	Port     int
	SSLMode  bool
	Username string
	Password string
	Database string
}

// New reads the configuration. The database is connected to when the first event
// asks.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	var p struct {
		Database struct{ PostgreSQL, MySQL *server }
		Query    struct{ SQL string }
	}
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	var db Database
	var err error
	if s := cmp.Or(p.Database.PostgreSQL, p.Database.MySQL); c.TLSOnly && s != nil && !s.SSLMode && !lookup.ThisMachine(s.Host) {
		return enrich.Step{}, c.Problem("/database", "sslMode true, as encryption is on")
	}
	statement, _ := dialectOf(c).translate(p.Query.SQL)
	switch s, m := p.Database.PostgreSQL, p.Database.MySQL; {
	case s != nil:
		db, err = openPostgres(s, statement)
	case m != nil:
		db, err = openMySQL(m, statement)
	default:
		return enrich.Step{}, c.Problem("/database", "postgresql or mysql")
	}
	if err != nil {
		return enrich.Step{}, c.Problem("/database", "a server that can be connected to; the settings of the connection do not fit together")
	}
	return NewWithDatabase(c, db)
}

// dialectOf returns the dialect of the configured database.
func dialectOf(c *settings.Config) *dialect {
	if c.Parameters().Get("database").Get("mysql").Exists() {
		return &mySQL
	}
	return &postgres
}

// NewWithDatabase reads all but the connection of the configuration; the
// statement that db runs is that of the configuration.
func NewWithDatabase(c *settings.Config, db Database) (enrich.Step, error) {
	var p struct {
		Query  struct{ SQL string }
		Output struct {
			ExpectedRows string
			JSON         struct{ Schema, Describes, PropertyNames string }
		}
		Cache struct{ Size, TTL int64 }
	}
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	e := &Enrichment{
		db:            db,
		schema:        p.Output.JSON.Schema,
		expect:        p.Output.ExpectedRows,
		everyRow:      p.Output.JSON.Describes == "EVERY_ROW",
		names:         p.Output.JSON.PropertyNames,
		cache:         lookup.NewCache[[]string](int(p.Cache.Size), time.Duration(p.Cache.TTL)*time.Second),
		ignoreOnError: c.Parameters().Get("ignoreOnError").True(),
	}
	_, e.placeholders = dialectOf(c).translate(p.Query.SQL)
	for _, n := range c.Parameters().Get("inputs").Elements() {
		placeholder, err := strconv.Atoi(n.Get("placeholder").Number())
		if err != nil || placeholder < 1 {
			return enrich.Step{}, c.Problem("/inputs", "placeholders that are whole numbers from 1")
		}
		e.inputs = append(e.inputs, input{Source: inputs.Read(n), placeholder: placeholder})
	}
	return enrich.Step{
		Name: "sql_query_enrichment_config", Schema: c.Schema, Identifier: "sql-query",
		Order: enrich.OrderSQL, Calls: true, Enrichment: e,
	}, nil
}
