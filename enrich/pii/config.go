package pii

import (
	"context"
	"strconv"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/jsonpath"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// New reads the configuration: R108's, or that of com.camonica, which has more
// strategies and takes secrets from files and the environment.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	e := &Enrichment{
		emits:         c.Data.Get("emitEvent").True(),
		anonymousOnly: c.Data.Get("anonymousOnly").True(),
	}
	var ps settings.Problems
	for i, n := range c.Parameters().Get("pii").Elements() {
		entry, p := readEntry(c, n, "/pii/"+strconv.Itoa(i))
		if p != nil {
			ps = append(ps, p)
			continue
		}
		e.entries = append(e.entries, entry)
	}
	s, p := readStrategy(c)
	if p != nil {
		ps = append(ps, p)
	}
	if e.emits && s != nil && s.function() == "" {
		p := c.Problem("", "false with the strategy encrypt: the values themselves can be opened")
		p.Pointer = "/data/emitEvent"
		ps = append(ps, p)
	}
	e.strategy = s
	e.workers.New = newState
	return enrich.Step{
		Name: "pii_enrichment_config", Schema: c.Schema, Identifier: "pii",
		Order: enrich.OrderPII, Enrichment: e,
	}, ps.Err()
}

// An entry names what is replaced: a column, or values in a JSON column.
type entry struct {
	column    event.Column
	json      bool
	criterion iglu.Criterion // of the items of the column
	path      *jsonpath.Path
}

func readEntry(c *settings.Config, n jsondoc.Node, pointer string) (entry, *settings.Problem) {
	if pojo := n.Get("pojo"); pojo.Exists() {
		column, ok := event.ByName(pojo.Get("field").Text())
		if !ok {
			return entry{}, c.Problem(pointer+"/pojo/field", "a column of the event")
		}
		return entry{column: column}, nil
	}
	n, pointer = n.Get("json"), pointer+"/json"
	e := entry{json: true}
	var err error
	if e.criterion, err = iglu.ParseCriterion(n.Get("schemaCriterion").Text()); err != nil {
		return e, c.Problem(pointer+"/schemaCriterion", "a schema in which numbers of the version may be *")
	}
	if e.path, err = jsonpath.Compile(n.Get("jsonPath").Text(), jsonpath.Jayway); err != nil {
		p := c.Problem(pointer+"/jsonPath", "a JSON path that compiles")
		p.Err = err
		return e, p
	}
	e.column, _ = event.ByName(n.Get("field").Text())
	return e, nil
}
