package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

func init() { register("adapters-common", runAdapterCommon) }

// A commonInput is the argument of any of the functions that adapters share.
type commonInput struct {
	Function       string
	JSON           json.RawMessage
	JSONText       string `json:"json_text"`
	Remove         []string
	TimestampField *string `json:"timestamp_field"`
	Tracker        string
	Querystring    map[string]*string
	Schema         string
	Data           json.RawMessage
	Platform       string
	Type           *string
	Vendor         string
	Map            map[string]string
	Index          *int
	Name           string
	Value          string
}

func runAdapterCommon(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in commonInput
	var want struct {
		Result     string
		Value      any
		JSON       any
		JSONText   string `json:"json_text"`
		Parameters map[string]any
		Schema     string
		Errors     []map[string]any
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	switch in.Function {
	case "unstruct-params":
		return compareParams(want.Parameters, nil, unstructParams(&in))
	case "clean-event":
		expected := want.JSON
		if want.JSONText != "" {
			expected = json.RawMessage(want.JSONText)
		}
		got, err := cleaned(&in)
		if err != nil || !reflect.DeepEqual(normal(json.RawMessage(got)), normal(expected)) {
			return fmt.Errorf("got %s %w, want %s", got, err, text(expected))
		}
		return nil
	}
	got, err := commonValue(&in)
	if want.Result == "bad" {
		return compareErrors(want.Errors, adapterFacts(err))
	}
	if want.Schema != "" {
		want.Value = want.Schema
	}
	if err != nil || !reflect.DeepEqual(normal(got), normal(want.Value)) {
		return fmt.Errorf("got %s %w, want %s", text(got), err, text(want.Value))
	}
	return nil
}

func commonValue(in *commonInput) (any, error) {
	switch in.Function {
	case "camel-case":
		return adapter.CamelCase(in.Value), nil
	case "form-keys":
		return adapter.FormPath(in.Value), nil
	case "composite-field":
		return composite(in.Name, in.Value)
	case "lookup-schema":
		index := -1
		if in.Index != nil {
			index = *in.Index
		}
		return adapter.EventSchemas(in.Map).Lookup(adapter.Webhook{Vendor: in.Vendor}, given(in.Type), index)
	}
	return nil, fmt.Errorf("function %q is not known to the runner", in.Function)
}

// composite describes the parts of a name as the vectors do: the value under all
// letters, each number under IF and the letters from its own on that have one.
func composite(name, value string) (any, error) {
	letters, numbers, ok := adapter.CompositeField(name)
	if !ok {
		return nil, adapter.Errors{{Kind: adapter.UnparseableCompositeField, Field: name}}
	}
	parts := map[string]string{strings.Join(letters, ""): value}
	for i, n := range numbers {
		parts["IF"+strings.Join(letters[i:len(numbers)], "")] = n
	}
	return parts, nil
}

func cleaned(in *commonInput) (string, error) {
	if in.JSONText == "" {
		in.JSONText = string(in.JSON)
	}
	var c adapter.Cleaner
	if in.TimestampField != nil {
		c.Seconds = *in.TimestampField
	}
	if len(in.Remove) == 2 {
		c.TypeName, c.Type = in.Remove[0], in.Remove[1]
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(in.JSONText), jsondoc.DefaultDepth); err != nil {
		return "", err
	}
	return string(c.Append(nil, d.Root())), nil
}

func unstructParams(in *commonInput) []payload.Pair {
	var query []payload.Pair
	for name, value := range in.Querystring {
		query = append(query, payload.Pair{Name: name, Value: given(value)})
	}
	var s adapter.Scratch
	hook := adapter.Webhook{Tracker: in.Tracker, Platform: in.Platform}
	hook.Event(&s, &payload.Payload{}, query, in.Schema, in.Data)
	return s.Raw.Params
}
