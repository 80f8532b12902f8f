package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"path"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/settings"
)

// endToEndSteps builds the enrichments of a case. Where R108 had data of its own
// the configuration is one that names them.
func endToEndSteps(configs []json.RawMessage) ([]enrich.Step, error) {
	for i, text := range configs {
		c, err := checked(text)
		if err != nil {
			return nil, err
		}
		configs[i] = withData(c, text)
	}
	set, err := steps(configured.Options{Files: endToEndFiles{}}, configs...)
	if err != nil {
		return nil, err
	}
	if len(set.Warnings) > 0 {
		return nil, &set.Warnings[0]
	}
	return set.Steps, answered(set.Steps, configs)
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
