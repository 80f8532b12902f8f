package iab

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/camonica/camonica/enrich/literal"
)

// An include is a record of the list of browsers.
type include struct {
	pattern pattern
	active  bool
	until   string // event time from which an inactive one no longer counts
}

// An exclude is a record of the list of robots.
type exclude struct {
	pattern    pattern
	exceptions []uint32
	until      string // event time from which it is inactive; "" if it never is
	active     string // entity's data for events before that
	inactive   string // and from then on
}

// A pattern is a text that a user agent contains or begins with, whatever the
// case.
type pattern struct {
	text    string // lower case
	literal uint32
	start   bool
}

func (p *pattern) matches(agent string, found literal.Found) bool {
	return found.Has(p.literal) && (!p.start || strings.HasPrefix(agent, p.text))
}

// lists are the records that can ever count, and what finds their texts.
type lists struct {
	includes       []include
	excludes       []exclude
	customIncludes []uint32
	customExcludes []uint32
	literals       *literal.Set
}

// A listBuilder reads lists.
type listBuilder struct {
	l     lists
	texts []string
}

func (b *listBuilder) literal(text string) uint32 {
	b.texts = append(b.texts, strings.ToLower(text))
	return uint32(len(b.texts) - 1)
}

func (b *listBuilder) pattern(text, start string) pattern {
	return pattern{text: strings.ToLower(text), literal: b.literal(text), start: start == "1"}
}

// parseIncludes reads pattern|active|startOfString|inactiveDate.
func (b *listBuilder) parseIncludes(data []byte) error {
	return eachRecord(data, func(line int, c []string) error {
		if len(c) < 3 {
			return fmt.Errorf("line %d: want 3 columns or 4", line)
		}
		i := include{active: c[1] == "1", until: date(column(c, 3))}
		if i.active || i.until != "" {
			i.pattern = b.pattern(c[0], c[2])
			b.l.includes = append(b.l.includes, i)
		}
		return nil
	}, nil)
}

// parseExcludes reads pattern|active|exceptions|onePass|impact|startOfString|inactiveDate.
func (b *listBuilder) parseExcludes(data []byte) error {
	return eachRecord(data, func(line int, c []string) error {
		if len(c) < 6 {
			return fmt.Errorf("line %d: want 6 columns or 7", line)
		}
		e := exclude{until: date(column(c, 6))}
		if c[1] != "1" && e.until == "" {
			return nil // can never count
		}
		impact, ok := impacts[c[4]]
		if !ok {
			return fmt.Errorf("line %d: want an impact of 0, 1 or 2", line)
		}
		e.pattern = b.pattern(c[0], c[5])
		e.active = entity(categoryActive, reasonExclude, impact)
		e.inactive = entity(categoryInactive, reasonExclude, impact)
		for text := range strings.SplitSeq(c[2], ",") {
			if text = strings.TrimSpace(text); text != "" {
				e.exceptions = append(e.exceptions, b.literal(text))
			}
		}
		b.l.excludes = append(b.l.excludes, e)
		return nil
	}, nil)
}

func (b *listBuilder) custom(includes, excludes []string) {
	for _, t := range includes {
		b.l.customIncludes = append(b.l.customIncludes, b.literal(t))
	}
	for _, t := range excludes {
		b.l.customExcludes = append(b.l.customExcludes, b.literal(t))
	}
}

func (b *listBuilder) lists() *lists {
	b.l.literals = literal.New(b.texts)
	return &b.l
}

func column(c []string, i int) string {
	if i < len(c) {
		return c[i]
	}
	return ""
}

// date brings a date such as 12/20/2011 into the form of derived_tstamp, so that
// they compare as texts: its first moment, in UTC. What is no date is none.
func date(s string) string {
	t, err := time.Parse("1/2/2006", strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return t.Format("2006-01-02 15:04:05.000")
}

// eachRecord calls f for each record of a list, without comments and blank
// lines, with columns trimmed, and then done if there is one. Lists are in
// ISO 8859-1.
func eachRecord(data []byte, f func(line int, columns []string) error, done func()) error {
	r := csv.NewReader(bytes.NewReader(utf8Of(data)))
	r.Comma, r.Comment, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = '|', '#', -1, true, true
	for {
		columns, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			if done != nil {
				done()
			}
			return nil
		case err != nil:
			return err
		}
		line, _ := r.FieldPos(0)
		for i := 1; i < len(columns); i++ {
			columns[i] = strings.TrimSpace(columns[i])
		}
		if err := f(line, columns); err != nil {
			return err
		}
	}
}

// utf8Of decodes ISO 8859-1.
func utf8Of(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for _, c := range data {
		out = append(out, string(rune(c))...)
	}
	return out
}
