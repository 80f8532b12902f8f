package iglu_test

import (
	"fmt"
	"testing"

	"github.com/camonica/camonica/iglu"
)

func TestLintSchema(t *testing.T) {
	k := iglu.Key{Vendor: "com.acme", Name: "x", Format: "jsonschema", Version: iglu.Version{Model: 1}}
	head := `"$schema":"` + iglu.MetaSchema + `","description":"d","self":{"vendor":"com.acme","name":"x","format":"jsonschema","version":"1-0-0"},"type":"object"`
	f := func(schema string, want ...string) {
		t.Helper()
		var got []string
		for _, x := range iglu.LintSchema(k, []byte(schema)) {
			got = append(got, string(x.Level)+" "+x.Linter+" "+x.Path)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n%q, want\n%q", schema, got, want)
		}
	}
	inner := func(s string) string { return `{` + head + `,"properties":{"a":{"description":"d",` + s + `}}}` }
	f(inner(`"type":"string","maxLength":5`))
	f(inner(`"type":"string"`), "warning stringLength $.properties.a")
	f(inner(`"type":"string","maxLength":5,"minLength":6`), "error stringMinMaxLength $.properties.a")
	f(inner(`"type":"integer","minimum":0`), "warning numericMinMax $.properties.a")
	f(inner(`"type":"integer","minimum":0,"maximum":9,"maxLength":3`), "error stringProperties $.properties.a")
	f(inner(`"type":"string","format":"ip"`), "warning unknownFormats $.properties.a", "warning stringLength $.properties.a")
	f(inner(`"maxLength":70000`), "warning stringMaxLengthRange $.properties.a")
	f(inner(`"pattern":"(?=a)"`), "warning catastrophicPattern $.properties.a")
	f(inner(`"$ref":"http://example.com/x"`), "warning remoteRef $.properties.a")
	f(inner(`"nullable":true`), "warning nullable $.properties.a")
	f(inner(`"type":"thing"`), "error syntax $.properties.a.type")
	f(`{`+head+`,"properties":{"a":{"description":"d","type":"null"}},"required":["b"],"additionalProperties":false}`, "error requiredPropertiesExist $")
	f(`{`+head+`,"properties":{"a":{"description":"d","type":"boolean"},"b":{"description":"d"}},"required":["b"]}`, "info optionalNull $")
	f(`{"description":"d"}`, "error schemaUri $", "warning rootObject $")
	f(`[]`, "error syntax $")
}
