package iglu_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
)

func TestReports(t *testing.T) {
	f := func(schema, instance string, want ...string) {
		t.Helper()
		var got []string
		for _, r := range compile(t, schema).Validate(parse(t, instance)) {
			got = append(got, fmt.Sprintf("%s %s %s", r.Keyword, r.Path, strings.Join(r.Targets, ",")))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s on %s: %q, want %q", instance, schema, got, want)
		}
	}
	f(`{"type":"string"}`, `1`, "type $ integer,string")
	f(`{"type":["string","null"]}`, `1.5`, "type $ number,[string, null]")
	f(`{"required":["a","b"]}`, `{}`, "required $ a", "required $ b")
	f(`{"properties":{"a":{"items":{"properties":{"b":{"type":"null"}}}}}}`, `{"a":[{},{"b":1}]}`, "type $.a[1].b integer,null")
	f(`{"properties":{"a.b":{"maxLength":1}}}`, `{"a.b":"xy"}`, "maxLength $['a.b'] 1")
	f(`{"properties":{"it's":{"minLength":3}}}`, `{"it's":"xy"}`, `minLength $['it\'s'] 3`)
	f(`{"additionalProperties":false,"properties":{"a":{"type":"integer"}}}`, `{"a":"x","c":1}`, "type $.a string,integer", "additionalProperties $ c")
	f(`{"items":[{}],"additionalItems":false}`, `[1,2]`, "additionalItems $ 1")
	f(`{"anyOf":[{"type":"null"},{"type":"string"}]}`, `1`, "type $ integer,null", "type $ integer,string")
	f(`{"oneOf":[{"type":"integer"},{"minimum":0}]}`, `1`, "oneOf $ ")
	f(`{"enum":["a",1,null]}`, `2`, "enum $ [a, 1, null]")
	f(`{"format":"email"}`, `"secret value"`, "format $ email")
	f(`{"pattern":"^a"}`, `"secret value"`, "pattern $ ^a")
	f(`{"properties":{"a":{"$ref":"#/definitions/none"}}}`, `{"a":1}`, "$ref $.a #/definitions/none")
	f(`{"dependencies":{"a":["b"]}}`, `{"a":1}`, "dependencies $ b")
	f(`{"minimum":5,"exclusiveMinimum":true}`, `5`, "minimum $ 5")
}

func TestReportsAreLimited(t *testing.T) {
	reports := compile(t, `{"items":{"type":"null"}}`).Validate(parse(t, "["+strings.Repeat("1,", 99)+"1]"))
	if len(reports) != 33 || reports[32].Keyword != "" || !strings.HasSuffix(reports[32].Message, ": 68") {
		t.Errorf("%d reports, last %+v", len(reports), reports[len(reports)-1])
	}
}

// TestReportsKeepValuesToThemselves looks for the instance's values in reports.
func TestReportsKeepValuesToThemselves(t *testing.T) {
	const secret = "a1b2c3"
	for _, schema := range []string{
		`{"type":"integer"}`, `{"enum":["x"]}`, `{"minLength":99}`, `{"maxLength":1}`, `{"pattern":"^x"}`, `{"format":"date"}`,
		`{"format":"uuid"}`, `{"format":"ipv4"}`, `{"not":{}}`, `{"allOf":[{"type":"null"}]}`,
	} {
		for _, r := range compile(t, schema).Validate(parse(t, `"`+secret+`"`)) {
			if strings.Contains(fmt.Sprint(r), secret) {
				t.Errorf("%s: report %+v holds the value", schema, r)
			}
		}
	}
}

func TestPatternTimeout(t *testing.T) {
	s := compile(t, `{"pattern":"^(?=a)(a+)+$"}`)
	reports := s.Validate(parse(t, `"`+strings.Repeat("a", 40)+`!"`))
	if len(reports) != 1 || reports[0].Keyword != "pattern" {
		t.Errorf("reports %v", reports)
	}
}

// TestEndlessWork: a schema whose branches double at each level is given up.
func TestEndlessWork(t *testing.T) {
	s := compile(t, `{"anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["b"]},{"properties":{"a":{"$ref":"#"}},"required":["c"]}]}`)
	if s.Validate(parse(t, strings.Repeat(`{"a":`, 40)+`{}`+strings.Repeat(`}`, 40))) == nil {
		t.Error("valid")
	}
}

func TestSchemaIssues(t *testing.T) {
	f := func(schema, path string) {
		t.Helper()
		_, err := iglu.Compile(iglu.Key{}, []byte(schema))
		var bad *iglu.SchemaError
		if !errors.As(err, &bad) || bad.Issues[0].Path != path {
			t.Errorf("%s: %v, want an issue at %s", schema, err, path)
		}
	}
	f(`{"properties":{"a":{"maxLength":-1}}}`, "$.properties.a.maxLength")
	f(`{"type":["string",5]}`, "$.type[1]")
	f(`{"items":[{},5]}`, "$.items[1]")
	f(`{"definitions":{"a":{"enum":[]}}}`, "$.definitions.a.enum")
	f(`{"enum":["a","a"]}`, "$.enum[1]")
	f(`{"dependencies":{"a":[]}}`, "$.dependencies.a")
	f(`{"allOf":[{"$ref":"#"}]}`, "$")
	f(`{"$ref":5}`, "$['$ref']")
	f(`{"properties":{"a":{"pattern":"(?>a)"}}}`, "$.properties.a.pattern")
	f(strings.Repeat(`{"not":`, 70)+`{}`+strings.Repeat(`}`, 70), "$")
	f("", "$")
}
