package javascript

import (
	"context"
	"encoding/base64"
	"strings"
	"sync"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// New compiles the script of the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	limitPatterns()
	source, err := decode(c.Parameters().Get("script").Text())
	if err != nil {
		return enrich.Step{}, c.Problem("/script", "base64 of a script")
	}
	if _, err := goja.Compile("script", source, false); err != nil {
		p := c.Problem("/script", "a script that compiles")
		p.Err = err
		return enrich.Step{}, p
	}
	// In a function of its own the script's variables live as long as one call.
	// The script stands alone, as was just checked, so it cannot end the function.
	program, err := goja.Compile("script", "(function(){"+source+"\n;return typeof process==='undefined'?undefined:process})", false)
	if err != nil {
		p := c.Problem("/script", "a script that can be the body of a function")
		p.Err = err
		return enrich.Step{}, p
	}
	params := "{}"
	if n := c.Parameters().Get("config"); n.Exists() {
		params = string(n.Raw())
	}
	e := &Enrichment{}
	e.machines.New = func() *machine { return newMachine(program, params) }
	return enrich.Step{
		Name: "javascript_script", Schema: c.Schema, Identifier: "javascript-script",
		Order: enrich.OrderJavaScript, Enrichment: e,
	}, nil
}

// limitPatterns bounds the time of regular expressions that backtrack: an engine
// cannot be interrupted within one. What takes longer does not match.
var limitPatterns = sync.OnceFunc(func() { regexp2.DefaultMatchTimeout = timeLimit })

// decode reads base64 in the standard or the URL alphabet, with or without
// padding and line breaks.
func decode(s string) (string, error) {
	s = strings.NewReplacer("-", "+", "_", "/", "=", "", "\r", "", "\n", "", " ", "").Replace(s)
	b, err := base64.RawStdEncoding.DecodeString(s)
	return string(b), err
}
