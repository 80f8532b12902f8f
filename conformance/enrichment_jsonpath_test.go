package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/camonica/camonica/enrich/jsonpath"
	"github.com/camonica/camonica/jsondoc"
)

func init() { register("enrichment-jsonpath", runJSONPath) }

func runJSONPath(_ *testing.T, _ *topicFile, c *testCase) error {
	b, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Document json.RawMessage `json:"document"`
		Path     string          `json:"path"`
	}
	var want struct {
		Matches []json.RawMessage `json:"matches"`
		Ordered bool              `json:"ordered"`
		Error   *string           `json:"error"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if err := decode(b, &want); err != nil {
		return err
	}
	p, err := jsonpath.Compile(in.Path, jsonpath.Gatling)
	if want.Error != nil || err != nil {
		if (want.Error != nil) != (err != nil) {
			return fmt.Errorf("got error %v, want %v", err, want.Error)
		}
		return nil
	}
	var d jsondoc.Doc
	if err := d.Parse(in.Document, 100); err != nil {
		return err
	}
	var got, wanted []string
	for _, n := range p.Append(nil, d.Root()) {
		got = append(got, canonicalJSON(n.Raw()))
	}
	for _, m := range want.Matches {
		wanted = append(wanted, canonicalJSON(m))
	}
	if !want.Ordered {
		slices.Sort(got)
		slices.Sort(wanted)
	}
	if !slices.Equal(got, wanted) {
		return fmt.Errorf("%s: got %q, want %q", in.Path, got, wanted)
	}
	return nil
}

// canonicalJSON returns JSON with sorted members and numbers by value, to compare.
func canonicalJSON(b []byte) string {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return "not JSON: " + string(b)
	}
	out, err := json.Marshal(v)
	if err != nil {
		return "not JSON: " + string(b)
	}
	return string(out)
}
