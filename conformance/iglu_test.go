package conformance

import (
	"errors"
	"fmt"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

func init() {
	register("validation-keywords", runValidationKeywords)
}

func runValidationKeywords(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct{ Schema, Instance string }
	var want struct {
		Camonica struct{ Verdict string }
	}
	if err := errors.Join(decode(c.Input, &in), decode(c.Expect, &want)); err != nil {
		return err
	}
	got, err := verdict(in.Schema, in.Instance)
	if err != nil {
		return err
	}
	if got != want.Camonica.Verdict {
		return fmt.Errorf("verdict %s, want %s", got, want.Camonica.Verdict)
	}
	return nil
}

func verdict(schema, instance string) (string, error) {
	s, err := iglu.Compile(iglu.Key{}, []byte(schema))
	var bad *iglu.SchemaError
	if errors.As(err, &bad) {
		return "bad-schema", nil
	}
	if err != nil {
		return "", err
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(instance), 1000); err != nil {
		return "invalid", nil
	}
	if s.Validate(d.Root()) != nil {
		return "invalid", nil
	}
	return "valid", nil
}
