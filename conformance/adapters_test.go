package conformance

import (
	"fmt"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

// runLaterAdapter runs a case of a release after R108, configured to write the
// schemas that the case wants.
func runLaterAdapter(_ *testing.T, _ *topicFile, c *testCase) error {
	want, err := adapterWant(c)
	if err != nil {
		return err
	}
	var keys []iglu.Key
	for _, e := range want.Events {
		envelope, ok := e.Parameters["ue_pr"].(map[string]any)
		if !ok {
			continue
		}
		if inner, ok := envelope["data"].(map[string]any); ok {
			k, err := iglu.ParseKey(fmt.Sprint(inner["schema"]))
			if err != nil {
				return err
			}
			keys = append(keys, k)
		}
	}
	return checkAdapter(c, want, adapter.WithSchemas(keys...))
}

// runAdapterRegistry asks for the adapter of a path; its name is that of the
// listing.
func runAdapterRegistry(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in payloadCase
	var want struct {
		Result, Adapter string
		Errors          []map[string]any
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if err := decode(wanted, &want); err != nil {
		return err
	}
	registry := adapter.NewRegistry(fixtureSchemas)
	_, err := registry.Adapter(&payload.Payload{Vendor: in.API.Vendor, Version: in.API.Version})
	if want.Result == "bad" {
		return compareErrors(want.Errors, adapterFacts(err))
	}
	for _, api := range registry.APIs() {
		if err == nil && api.Name == want.Adapter && api.Vendor == in.API.Vendor && api.Version == in.API.Version {
			return nil
		}
	}
	return fmt.Errorf("got error %w and none of that name in the listing, want adapter %s", err, want.Adapter)
}
