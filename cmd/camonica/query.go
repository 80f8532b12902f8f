package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/query"
)

// allTables is the value of --schema without a name.
const allTables = "*"

type queryFlags struct {
	warehouse    warehouseFlags
	file, output string
	tables, json bool
	schema       string
}

func newQuery() *cobra.Command {
	var q queryFlags
	c := &cobra.Command{
		Use:   "query [SQL]",
		Short: "Run SQL over the embedded warehouse",
		Long: `query runs SQL over the embedded warehouse and prints the result as a table, CSV, JSON
lines or Parquet. The SQL is an argument, a file (-f), or standard input; on a terminal
without any of them a prompt opens.

The warehouse is the one of a configuration (-c), of a target document (--target), or a
folder (--warehouse). Sealed warehouses need the configuration, which names the key.
Queries see what was loaded when they began, and can't change anything. Tables are in
the schema atomic: atomic.events, atomic.failed_events, and one for each kind of entity.`,
		Example: `  camonica query -c shop/config.yml 'SELECT event_name, count(*) FROM atomic.events GROUP BY 1'
  camonica query -c shop/config.yml --tables
  camonica query -c shop/config.yml --schema events
  camonica query --warehouse data/warehouse -f report.sql --output csv > report.csv`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error { return q.run(cmd, args) },
	}
	f := c.Flags()
	f.StringVarP(&q.warehouse.config, "config", "c", "", "configuration file whose warehouse is meant")
	f.StringVarP(&q.warehouse.targets, "targets", "t", "", "folder of targets (default: targets beside the configuration)")
	f.StringVar(&q.warehouse.target, "target", "", "target document of the warehouse")
	f.StringVar(&q.warehouse.folder, "warehouse", "", "folder of the warehouse")
	f.StringVarP(&q.file, "file", "f", "", "file with the SQL, - for standard input")
	f.StringVarP(&q.output, "output", "o", string(query.Table), "form of the result: table, csv, jsonl or parquet")
	f.BoolVar(&q.tables, "tables", false, "list the tables")
	f.StringVar(&q.schema, "schema", "", "list the columns of a table, or of all")
	f.Lookup("schema").NoOptDefVal = allTables
	f.BoolVar(&q.json, "json", false, "--tables and --schema as JSON")
	words(c, "output", "table", "csv", "jsonl", "parquet")
	filesNamed(c, "config", "yml", "yaml")
	filesNamed(c, "target", "json")
	filesNamed(c, "file", "sql")
	folders(c, "targets")
	folders(c, "warehouse")
	c.MarkFlagsMutuallyExclusive("warehouse", "target")
	return c
}

func (q *queryFlags) run(cmd *cobra.Command, args []string) error {
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	format, err := query.ParseFormat(q.output)
	if err != nil {
		return usageError{err}
	}
	if q.schema == allTables && len(args) == 1 {
		q.schema, args = args[0], nil
	}
	if (q.tables || q.schema != "") && (len(args) > 0 || q.file != "") {
		return usagef("--tables and --schema run no SQL")
	}
	terminal := onTerminal(cmd)
	if format == query.Parquet && terminal && isTerminal(out) {
		return usagef("a terminal can't show Parquet: send it to a file with >")
	}
	prompt := false
	var sql string
	if !q.tables && q.schema == "" {
		if prompt = len(args) == 0 && q.file == "" && terminal; !prompt {
			if sql, err = q.sql(cmd, args); err != nil {
				return err
			}
		}
	}
	o, err := q.warehouse.open(ctx)
	if err != nil {
		return err
	}
	o.SQL, o.Format = sql, format
	db, err := query.Open(ctx, o)
	if err != nil {
		return err
	}
	defer db.Close()
	switch {
	case q.tables:
		return q.listTables(ctx, db, out)
	case q.schema != "":
		return q.listColumns(ctx, db, out)
	case prompt:
		return query.Prompt(ctx, db, os.Stdin, out)
	}
	return query.Print(ctx, db, sql, format, out)
}

// sql is the text to run.
func (q *queryFlags) sql(cmd *cobra.Command, args []string) (string, error) {
	var text []byte
	var err error
	switch {
	case len(args) > 0 && q.file != "":
		return "", usagef("SQL as an argument and in a file")
	case len(args) > 0 && args[0] != "-":
		return args[0], nil
	case q.file != "":
		text, err = readInput(stdin(cmd), q.file)
	default:
		text, err = readInput(stdin(cmd), "-")
	}
	if err != nil {
		return "", fmt.Errorf("read SQL: %w", err)
	}
	if strings.TrimSpace(string(text)) == "" {
		return "", usagef("no SQL to run: give it as an argument, with -f or on standard input")
	}
	return string(text), nil
}

func (q *queryFlags) listTables(ctx context.Context, db *duckdb.DB, out io.Writer) error {
	all, err := db.Tables(ctx)
	if err != nil {
		return err
	}
	if q.json {
		return writeJSON(out, newTables(all))
	}
	return query.PrintTables(all, out)
}

func (q *queryFlags) listColumns(ctx context.Context, db *duckdb.DB, out io.Writer) error {
	var all []duckdb.TableInfo
	var err error
	if q.schema == allTables {
		all, err = db.Tables(ctx)
	} else {
		all = make([]duckdb.TableInfo, 1)
		all[0], err = db.Schema(ctx, q.schema)
	}
	if err != nil {
		return err
	}
	if q.json {
		return writeJSON(out, newTables(all))
	}
	for i, t := range all {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := query.PrintSchema(t, out); err != nil {
			return err
		}
	}
	return nil
}

// A tableJSON is a table as --json tells of it.
type tableJSON struct {
	Name    string       `json:"name"`
	Schema  string       `json:"schema,omitempty"`
	Columns []columnJSON `json:"columns"`
}

type columnJSON struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

func newTables(all []duckdb.TableInfo) []tableJSON {
	tables := make([]tableJSON, len(all))
	for i, t := range all {
		tables[i] = tableJSON{Name: t.Name, Schema: t.Comment, Columns: []columnJSON{}}
		for _, c := range t.Columns {
			tables[i].Columns = append(tables[i].Columns, columnJSON{c.Name, c.Type.String()})
		}
	}
	return tables
}

// onTerminal says whether the command reads from a terminal.
func onTerminal(cmd *cobra.Command) bool { return isTerminal(cmd.InOrStdin()) }

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
