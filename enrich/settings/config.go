package settings

import (
	"encoding/json"
	"strings"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// A Document is a configuration as it was found: the text of a self-describing
// JSON, and the file that holds it, for messages.
type Document struct {
	File string
	Text []byte
}

// A Config is one configuration that fits its schema.
type Config struct {
	File    string
	Schema  iglu.Key
	Name    string // data.name
	Enabled bool
	Data    jsondoc.Node // member data; valid as long as the Config

	// Files has the data files that the configuration names.
	Files Files

	// TLSOnly refuses services whose connections are not encrypted, but for those
	// of this machine.
	TLSOnly bool
}

// Parameters returns the member parameters.
func (c *Config) Parameters() jsondoc.Node { return c.Data.Get("parameters") }

// Decode reads the parameters into a struct. A parameter whose value has
// another type than the field is a *Problem.
func (c *Config) Decode(into any) error {
	raw := c.Parameters().Raw()
	if raw == nil {
		return nil
	}
	err := json.Unmarshal(raw, into)
	if err == nil {
		return nil
	}
	// The schema was checked before: what is left are limits of Go types.
	field := ""
	if t, ok := err.(*json.UnmarshalTypeError); ok { //nolint:errorlint // never wrapped
		for name := range strings.SplitSeq(t.Field, ".") {
			field += "/" + parameter(name)
		}
	}
	return c.Problem(field, "a value of the type and range of the parameter")
}

// Problem returns a problem of the configuration. The pointer is relative to
// the parameters: "/uri"; "" is all of them.
func (c *Config) Problem(pointer, want string) *Problem {
	return &Problem{Kind: Invalid, File: c.File, Pointer: "/data/parameters" + pointer, Want: want}
}

// parameter returns the parameter that a field without a tag stands for.
func parameter(field string) string {
	if lower := strings.ToLower(field); field == strings.ToUpper(field) {
		return lower
	}
	return strings.ToLower(field[:min(1, len(field))]) + field[min(1, len(field)):]
}
