package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/apirequest"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/currency"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/sqlquery"
)

// endToEndSteps builds the enrichments of a case. Where R108 had data of its own
// the configuration is one that names them, and what asks a service asks a
// stand-in for the service that the case had.
func endToEndSteps(configs []json.RawMessage) ([]enrich.Step, error) {
	var plain []json.RawMessage
	var all []enrich.Step
	for _, text := range configs {
		c, err := checked(text)
		if err != nil {
			return nil, err
		}
		build := services[c.Schema.Name]
		if !c.Enabled || build == nil {
			plain = append(plain, withData(c, text))
			continue
		}
		s, err := build(c)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	set, err := steps(configured.Options{Files: endToEndFiles{}}, plain...)
	if err != nil {
		return nil, err
	}
	if len(set.Warnings) > 0 {
		return nil, &set.Warnings[0]
	}
	return append(all, set.Steps...), nil
}

func checked(text json.RawMessage) (*settings.Config, error) {
	set, err := folderSchemas()
	if err != nil {
		return nil, err
	}
	configs, err := configured.Check(context.Background(), set, []settings.Document{{Text: text}})
	if err != nil {
		return nil, err
	}
	return configs[0], nil
}

// withData names the referer database and the user agent rules of R108, which
// are not those of the program.
func withData(c *settings.Config, text json.RawMessage) json.RawMessage {
	if !c.Enabled {
		return text
	}
	switch c.Schema.Name {
	case "referer_parser":
		return configuration(ownReferers, map[string]any{
			"internalDomains": json.RawMessage(c.Parameters().Get("internalDomains").Raw()), "rules": "r108",
			"uri": "http://data.example", "database": "referers-java-scala-0.3.0.json",
		})
	case "ua_parser_config":
		return configuration(v+"ua_parser_config/jsonschema/1-0-1", map[string]any{"uri": "http://data.example", "database": "rules-r108.yaml"})
	}
	return text
}

// windowsRules are what ua-parser 1.3.0 made of these systems: one text, where
// later rules have family and version apart.
const windowsRules = `os_parsers:
  - regex: '(Windows (?:NT 5\.2|NT 5\.1))'
    os_replacement: 'Windows XP'
  - regex: '(Windows NT 6\.1)'
    os_replacement: 'Windows 7'
`

// endToEndFiles are the data files, and the user agent rules of R108 as far as
// the cases need them.
type endToEndFiles struct{}

func (endToEndFiles) Open(ctx context.Context, uri string) (settings.File, error) {
	if path.Base(uri) != "rules-r108.yaml" {
		return dataFiles.Open(ctx, uri)
	}
	f, err := fixtures{[]string{"ua-parser"}}.Open(ctx, "regexes.yaml")
	f.URI, f.Data = uri, bytes.Replace(f.Data, []byte("os_parsers:\n"), []byte(windowsRules), 1)
	return f, err
}

// services build the enrichments that ask one.
var services = map[string]func(*settings.Config) (enrich.Step, error){
	"currency_conversion_config": func(c *settings.Config) (enrich.Step, error) {
		return currency.NewWithClient(c, lookup.NewClient(standIn(func(*http.Request) string {
			return `{"base":"USD","rates":{"USD":1,"GBP":1,"EUR":1.25056}}`
		})))
	},
	"api_request_enrichment_config": func(c *settings.Config) (enrich.Step, error) {
		return apirequest.NewWithClient(c, lookup.NewClient(standIn(func(r *http.Request) string {
			return fmt.Sprintf(`{"path":%q,"message":"unauthorized","method":%q}`, r.URL.RequestURI(), r.Method)
		})))
	},
	"sql_query_enrichment_config": func(c *settings.Config) (enrich.Step, error) {
		return sqlquery.NewWithDatabase(c, cities{})
	},
}

// A standIn answers requests with what it makes of them.
type standIn func(*http.Request) string

func (s standIn) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(s(r))), ContentLength: -1,
	}, nil
}

// cities is the table of the case: it has the city and the speed of its event.
type cities struct{}

func (cities) Placeholders() int { return 2 }
func (cities) Close() error      { return nil }

func (cities) Query(_ context.Context, args []any) (*sqlquery.Rows, error) {
	if len(args) != 2 || args[0] != "Milton" {
		return nil, errors.New("no such city")
	}
	return &sqlquery.Rows{
		Columns: []string{"city", "country", "pk"},
		Values:  [][]sqlquery.Value{{{Kind: sqlquery.Text, Text: "Milton"}, {Kind: sqlquery.Text, Text: "US"}, {Kind: sqlquery.Number, Text: "4"}}},
	}, nil
}
