package uap

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// A ruleText is one rule as it stands in a list: an expression and the templates
// of what it gives, in the order of the list's fields. An empty template stands
// for the group that is the field's by default.
type ruleText struct {
	expr      string
	templates []string
}

// ruleTexts are the three lists.
type ruleTexts struct {
	agent, os, device []ruleText
}

// rulesFile has one rule per line: list, expression, templates, with tabs in
// between; templates at the end that are empty are left out.
//
//go:embed rules.txt
var rulesFile string

// Default returns the parser of the rules that are part of the program. It is
// made when it is first asked for, which takes about 0.1 s.
var Default = sync.OnceValue(func() *Parser {
	var t ruleTexts
	for line := range strings.Lines(rulesFile) {
		list, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		columns := strings.Split(rest, "\t")
		rule := ruleText{expr: columns[0], templates: columns[1:]}
		switch list {
		case "agent":
			t.agent = append(t.agent, rule)
		case "os":
			t.os = append(t.os, rule)
		case "device":
			t.device = append(t.device, rule)
		}
	}
	p, err := newParser(&t)
	if err != nil {
		panic("uap: internal error: " + err.Error())
	}
	return p
})

// rulesYAML is the form of uap-core's regexes.yaml. Members that are not listed
// are of no use here and passed over.
type rulesYAML struct {
	Agent []struct {
		Regex  string `yaml:"regex"`
		Family string `yaml:"family_replacement"`
		V1     string `yaml:"v1_replacement"`
		V2     string `yaml:"v2_replacement"`
		V3     string `yaml:"v3_replacement"`
	} `yaml:"user_agent_parsers"`
	OS []struct {
		Regex  string `yaml:"regex"`
		Family string `yaml:"os_replacement"`
		V1     string `yaml:"os_v1_replacement"`
		V2     string `yaml:"os_v2_replacement"`
		V3     string `yaml:"os_v3_replacement"`
		V4     string `yaml:"os_v4_replacement"`
	} `yaml:"os_parsers"`
	Device []struct {
		Regex  string `yaml:"regex"`
		Flag   string `yaml:"regex_flag"`
		Device string `yaml:"device_replacement"`
		Brand  string `yaml:"brand_replacement"`
		Model  string `yaml:"model_replacement"`
	} `yaml:"device_parsers"`
}

// errNoRules is Parse's answer to a file without a single rule: more likely the
// wrong file than a wish.
var errNoRules = errors.New("no user_agent_parsers, os_parsers or device_parsers")

// Parse reads rules in the form of uap-core's regexes.yaml. Errors name the list
// and the number of the rule, from 1.
func Parse(data []byte) (*Parser, error) {
	var y rulesYAML
	if err := yaml.Unmarshal(data, &y); err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	var t ruleTexts
	for _, r := range y.Agent {
		t.agent = append(t.agent, ruleText{r.Regex, []string{r.Family, r.V1, r.V2, r.V3}})
	}
	for _, r := range y.OS {
		t.os = append(t.os, ruleText{r.Regex, []string{r.Family, r.V1, r.V2, r.V3, r.V4}})
	}
	for i, r := range y.Device {
		switch r.Flag {
		case "":
		case "i":
			r.Regex = "(?i)" + r.Regex
		default:
			return nil, fmt.Errorf("device_parsers, rule %d: want regex_flag i or none", i+1)
		}
		t.device = append(t.device, ruleText{r.Regex, []string{r.Device, r.Brand, r.Model}})
	}
	if len(t.agent)+len(t.os)+len(t.device) == 0 {
		return nil, errNoRules
	}
	return newParser(&t)
}
