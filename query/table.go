package query

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// sample is the number of rows that the widths of a table are taken from;
	// they are held in memory.
	sample = 500
	// maxWidth is the width at which a cell is cut.
	maxWidth = 80
	// null stands for null.
	null = "NULL"
)

// A table writes aligned columns. Control characters are escaped: what a
// visitor sent must not reach the terminal as commands.
type table struct {
	w      *bufio.Writer
	names  []string
	right  []bool // columns of numbers
	widths []int
	held   [][]string // rows until the widths are known
	count  int
}

func newTable(w io.Writer, columns []column) *table {
	t := &table{w: bufio.NewWriter(w)}
	for _, c := range columns {
		t.names = append(t.names, cell([]byte(c.name)))
		t.right = append(t.right, c.typ != "JSON" && c.typ != "BOOLEAN" && bare(c.typ, []byte("0")))
	}
	return t
}

func (t *table) row(fields [][]byte) error {
	cells := make([]string, len(fields))
	for i, v := range fields {
		cells[i] = cell(v)
	}
	t.count++
	if t.widths == nil {
		t.held = append(t.held, cells)
		if len(t.held) < sample {
			return nil
		}
		return t.flush()
	}
	return t.line(cells)
}

// flush fixes the widths and writes the header and what was held.
func (t *table) flush() error {
	t.widths = make([]int, len(t.names))
	for _, cells := range append(t.held, t.names) {
		for i, c := range cells {
			t.widths[i] = max(t.widths[i], utf8.RuneCountInString(c))
		}
	}
	if err := t.line(t.names); err != nil {
		return err
	}
	for i, n := range t.widths {
		if i > 0 {
			t.w.WriteString("-+-")
		}
		t.w.WriteString(strings.Repeat("-", n))
	}
	t.w.WriteByte('\n')
	for _, cells := range t.held {
		if err := t.line(cells); err != nil {
			return err
		}
	}
	t.held = nil
	return nil
}

func (t *table) line(cells []string) error {
	for i, c := range cells {
		if i > 0 {
			t.w.WriteString(" | ")
		}
		pad := strings.Repeat(" ", max(0, t.widths[i]-utf8.RuneCountInString(c)))
		if t.right[i] {
			t.w.WriteString(pad + c)
			continue
		}
		t.w.WriteString(c)
		if i < len(cells)-1 {
			t.w.WriteString(pad)
		}
	}
	return t.w.WriteByte('\n')
}

func (t *table) end() error {
	if t.widths == nil {
		if err := t.flush(); err != nil {
			return err
		}
	}
	unit := "rows"
	if t.count == 1 {
		unit = "row"
	}
	fmt.Fprintf(t.w, "(%d %s)\n", t.count, unit)
	return t.w.Flush()
}

// cell makes a value printable and no longer than maxWidth.
func cell(v []byte) string {
	if v == nil {
		return null
	}
	return printable(string(v), maxWidth)
}

// printable escapes what is no printable character and cuts after limit runes,
// if limit is not 0.
func printable(s string, limit int) string {
	var b strings.Builder
	n, cut := 0, limit > 0 && utf8.RuneCountInString(s) > limit
	for _, r := range s {
		if cut && n == limit-1 {
			b.WriteRune('…')
			break
		}
		n++
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		q := strconv.QuoteRuneToASCII(r)
		b.WriteString(q[1 : len(q)-1])
	}
	return b.String()
}
