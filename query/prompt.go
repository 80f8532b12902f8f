package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/term"

	"github.com/camonica/camonica/load/duckdb"
)

const help = `SQL ends with a semicolon and may take several lines.
\d          list the tables
\d TABLE    list the columns of a table
\f FORMAT   print as table, csv or jsonl
\q          quit
`

// A Database is what a prompt works on.
type Database interface {
	Source
	Tables(ctx context.Context) ([]duckdb.TableInfo, error)
	Schema(ctx context.Context, table string) (duckdb.TableInfo, error)
}

// Prompt reads SQL from a terminal and prints results to it until the user
// quits. Lines can be edited and called back; they are kept in memory only. An
// interrupt ends the query that runs, not the prompt.
func Prompt(ctx context.Context, db Database, tty *os.File, out io.Writer) error {
	fd := int(tty.Fd())
	t := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{tty, out}, "")
	s := session{db: db, out: out, format: Table}
	s.readLine = func(prompt string) (string, error) {
		// The terminal is raw while a line is edited only, so that an interrupt
		// reaches a running query as a signal.
		state, err := term.MakeRaw(fd)
		if err != nil {
			return "", fmt.Errorf("prepare terminal: %w", err)
		}
		defer func() { _ = term.Restore(fd, state) }()
		if width, height, err := term.GetSize(fd); err == nil {
			// It refuses only sizes that a terminal can't have.
			_ = t.SetSize(width, height)
		}
		t.SetPrompt(prompt)
		return t.ReadLine()
	}
	return s.run(ctx)
}

// A session is a dialogue.
type session struct {
	db       Database
	out      io.Writer
	format   Format
	readLine func(prompt string) (string, error)
}

func (s *session) run(ctx context.Context) error {
	var statement []string
	for {
		prompt := "camonica> "
		if len(statement) > 0 {
			prompt = "     ...> "
		}
		line, err := s.readLine(prompt)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		word := strings.TrimSpace(line)
		switch {
		case len(statement) == 0 && word == "":
			continue
		case len(statement) == 0 && (word == `\q` || word == "exit" || word == "quit"):
			return nil
		case len(statement) == 0 && strings.HasPrefix(word, `\`):
			s.report(s.command(ctx, strings.Fields(word)))
			continue
		}
		statement = append(statement, line)
		if strings.HasSuffix(word, ";") {
			s.report(s.print(ctx, strings.Join(statement, "\n")))
			statement = nil
		}
	}
}

// report shows an error of one command; the dialogue goes on.
func (s *session) report(err error) {
	if err == nil {
		return
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintln(s.out, printable(strings.TrimRight(line, "\n"), 0))
	}
}

func (s *session) print(ctx context.Context, query string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	return Print(ctx, s.db, query, s.format, s.out)
}

func (s *session) command(ctx context.Context, words []string) error {
	switch {
	case words[0] == `\d` && len(words) == 1:
		tables, err := s.db.Tables(ctx)
		if err != nil {
			return err
		}
		return PrintTables(tables, s.out)
	case words[0] == `\d`:
		info, err := s.db.Schema(ctx, words[1])
		if err != nil {
			return err
		}
		return PrintSchema(info, s.out)
	case words[0] == `\f` && len(words) == 2:
		f, err := ParseFormat(words[1])
		if err != nil {
			return err
		}
		if f == Parquet {
			return errors.New("parquet is no format for a terminal")
		}
		s.format = f
		return nil
	}
	_, err := io.WriteString(s.out, help)
	return err
}

// PrintTables lists tables with the newest schema of each.
func PrintTables(tables []duckdb.TableInfo, w io.Writer) error {
	t := newTable(w, []column{{"table", "VARCHAR"}, {"columns", "BIGINT"}, {"schema", "VARCHAR"}})
	for _, i := range tables {
		if err := t.row([][]byte{[]byte("atomic." + i.Name), fmt.Append(nil, len(i.Columns)), []byte(i.Comment)}); err != nil {
			return err
		}
	}
	return t.end()
}

// PrintSchema lists the columns of a table.
func PrintSchema(info duckdb.TableInfo, w io.Writer) error {
	t := newTable(w, []column{{"column", "VARCHAR"}, {"type", "VARCHAR"}})
	for _, c := range info.Columns {
		if err := t.row([][]byte{[]byte(c.Name), []byte(c.Type.String())}); err != nil {
			return err
		}
	}
	return t.end()
}
