package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/apirequest"
	"github.com/camonica/camonica/enrich/currency"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/sqlquery"
)

// answered puts in place of the steps that ask a service such that ask what the
// cases say was there: a stub that echoes, a table of four rows, rates of a day.
func answered(steps []enrich.Step, configs []json.RawMessage) error {
	builders := map[string]func(*settings.Config) (enrich.Step, error){
		"api_request_enrichment_config": func(c *settings.Config) (enrich.Step, error) {
			return apirequest.NewWithClient(c, lookup.NewClient(&transport{answer: echo}))
		},
		"currency_conversion_config": func(c *settings.Config) (enrich.Step, error) {
			return currency.NewWithClient(c, lookup.NewClient(&transport{answer: ratesOfTheDay}))
		},
		"sql_query_enrichment_config": func(c *settings.Config) (enrich.Step, error) {
			return sqlquery.NewWithDatabase(c, enrichmentTable{})
		},
	}
	for _, text := range configs {
		var doc struct{ Data map[string]any }
		if err := decode(text, &doc); err != nil {
			return err
		}
		name, _ := doc.Data["name"].(string)
		build := builders[name]
		for i := range steps {
			if build == nil || steps[i].Name != name {
				continue
			}
			c, err := settingsOf(doc.Data)
			if err != nil {
				return err
			}
			c.Schema = steps[i].Schema
			if steps[i], err = build(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func echo(_ int, r *http.Request) (int, string, error) {
	b, err := json.Marshal(map[string]string{"path": r.URL.RequestURI(), "message": "unauthorized", "method": r.Method})
	return http.StatusOK, string(b), err
}

// ratesOfTheDay are not the historical ones: they give the amount that the case
// wants.
func ratesOfTheDay(int, *http.Request) (int, string, error) {
	return http.StatusOK, `{"base":"USD","rates":{"USD":1,"EUR":0.797857,"GBP":0.638}}`, nil
}

// enrichmentTable answers queries of city, country and pk by city and speed.
type enrichmentTable struct{}

func (enrichmentTable) Close() error { return nil }

func (enrichmentTable) Query(_ context.Context, args []any) (*sqlquery.Rows, error) {
	rows := &sqlquery.Rows{Columns: []string{"city", "country", "pk"}}
	for _, r := range [][]string{{"New York", "USA", "3", "2.5"}, {"Krasnoyarsk", "Russia", "1", "10"}, {"London", "England", "2", "25"}, {"Milton", "US", "4", "25"}} {
		if len(args) == 2 && args[0] == r[0] && fmt.Sprint(args[1]) == r[3] {
			rows.Values = append(rows.Values, []sqlquery.Value{
				{Kind: sqlquery.Text, Text: r[0]}, {Kind: sqlquery.Text, Text: r[1]}, {Kind: sqlquery.Number, Text: r[2]},
			})
		}
	}
	return rows, nil
}
