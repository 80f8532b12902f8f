package sqlquery

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/inputs"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// ignored is what failures that are ignored count as.
var ignored = enrich.Ignored("sql_query")

// An Enrichment asks a database. Make it with New and Close it at the end.
type Enrichment struct {
	db            Database
	inputs        []input
	placeholders  int // of the statement
	schema        string
	expect        string
	everyRow      bool
	names         string
	ignoreOnError bool
	cache         *lookup.Cache[[]string]
	workers       perworker.Of[state]
}

type input struct {
	inputs.Source
	placeholder int
}

// state is the memory of one worker.
type state struct {
	reader inputs.Reader
	bound  []any // by placeholder - 1; nil is not bound
	key    []byte
}

// Close ends all sessions.
func (e *Enrichment) Close() error { return e.db.Close() }

// Enrich asks the database unless a placeholder has no value, and adds entities.
// A failure fails the event unless the configuration ignores errors.
func (e *Enrichment) Enrich(ctx context.Context, w *enrich.Work) error {
	err := e.enrich(ctx, w)
	if err != nil && e.ignoreOnError && ctx.Err() == nil {
		w.Count(ignored)
		return nil
	}
	return err
}

func (e *Enrichment) enrich(ctx context.Context, w *enrich.Work) error {
	s := e.workers.Get(w.Worker)
	s.reader.Reset(w)
	defer s.reader.Release()
	if err := e.bind(s); err != nil {
		return err
	}
	defer clear(s.bound)
	if !s.complete(e.placeholders) {
		return nil
	}
	data, err := e.cache.Get(ctx, s.cacheKey(), func(ctx context.Context) ([]string, int, error) {
		return e.ask(ctx, s.bound)
	})
	if err != nil {
		return err
	}
	for i := range data {
		// Schema and data are the configuration's and the cache's, which outlive the event.
		w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: e.schema, Data: data[i], Rank: enrich.RankSQL})
	}
	return nil
}

// bind reads all inputs. Of several for one placeholder a JSON input goes before
// a column, and the later before the earlier; what is missing binds nothing.
func (e *Enrichment) bind(s *state) error {
	s.bound = s.bound[:0]
	for _, fromJSON := range []bool{false, true} {
		for i := range e.inputs {
			in := &e.inputs[i]
			if err := in.Fault(); err != nil {
				return err
			}
			if in.JSON != fromJSON {
				continue
			}
			for len(s.bound) < in.placeholder {
				s.bound = append(s.bound, nil)
			}
			if v := s.value(in); v != nil {
				s.bound[in.placeholder-1] = v
			}
		}
	}
	for len(s.bound) > 0 && s.bound[len(s.bound)-1] == nil {
		s.bound = s.bound[:len(s.bound)-1]
	}
	return nil
}

// value returns what to bind, nil if the input is missing.
func (s *state) value(in *input) any {
	if !in.JSON {
		text, ok := s.reader.Text(&in.Source)
		if !ok {
			return nil
		}
		return columnValue(in.Column, text)
	}
	found := s.reader.Values(&in.Source)
	if len(found) != 1 {
		return nil
	}
	switch n := found[0]; n.Kind() {
	case jsondoc.String:
		return strings.Clone(n.Text())
	case jsondoc.Bool:
		return n.True()
	case jsondoc.Number:
		return numberValue(n.Number())
	}
	return nil
}

// columnValue returns the text of a column as the type that it stands for.
// Decimals and txn_id are texts, as in R108.
func columnValue(c event.Column, text string) any {
	switch k := event.Table[c].Kind; {
	case (k == event.Int || k == event.Bool) && c != event.TxnID:
		if i, err := strconv.ParseInt(text, 10, 32); err == nil {
			return int32(i)
		}
	case k == event.Float:
		if f, err := strconv.ParseFloat(text, 32); err == nil {
			return float32(f)
		}
	}
	return strings.Clone(text)
}

func numberValue(text string) any {
	if !strings.ContainsAny(text, ".eE") {
		i, err := strconv.ParseInt(text, 10, 64)
		if err == nil && int64(int32(i)) == i {
			return int32(i)
		}
		if err == nil {
			return i
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil { // beyond a double
		return nil
	}
	return f
}

// complete tells whether exactly the placeholders of the statement are bound.
func (s *state) complete(placeholders int) bool {
	if len(s.bound) != placeholders {
		return false
	}
	for _, v := range s.bound {
		if v == nil {
			return false
		}
	}
	return true
}

// cacheKey is unambiguous: each value has its type and length before it.
func (s *state) cacheKey() string {
	s.key = s.key[:0]
	for _, v := range s.bound {
		switch v := v.(type) {
		case bool:
			s.key = strconv.AppendBool(append(s.key, 'b'), v)
		case int32:
			s.key = strconv.AppendInt(append(s.key, 'i'), int64(v), 10)
		case int64:
			s.key = strconv.AppendInt(append(s.key, 'i'), v, 10)
		case float32:
			s.key = strconv.AppendFloat(append(s.key, 'f'), float64(v), 'g', -1, 32)
		case float64:
			s.key = strconv.AppendFloat(append(s.key, 'd'), v, 'g', -1, 64)
		case string:
			s.key = strconv.AppendInt(append(s.key, 's'), int64(len(v)), 10)
			s.key = append(append(s.key, ':'), v...)
		}
		s.key = append(s.key, ';')
	}
	return string(s.key)
}

func (e *Enrichment) ask(ctx context.Context, args []any) ([]string, int, error) {
	queryCtx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := e.db.Query(queryCtx, args)
	if err == nil {
		return e.data(rows)
	}
	if ctx.Err() != nil {
		return nil, 0, ctx.Err()
	}
	var f *Failure
	if !errors.As(err, &f) {
		f = &Failure{}
	}
	return nil, 0, &enrich.Failure{Want: "the database to answer; " + f.Error()}
}
