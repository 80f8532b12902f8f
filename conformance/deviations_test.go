package conformance

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// deviationsJSON lists by rule where we differ on purpose from what a case
// expects without saying so itself.
//
//go:embed deviations.json
var deviationsJSON []byte

// deviation returns errDeviation if the rule is listed for the topic.
func deviation(topic, rule string) error {
	var list []struct {
		Rule   string
		Topics []string
	}
	if err := json.Unmarshal(deviationsJSON, &list); err != nil {
		return err
	}
	for _, d := range list {
		if d.Rule == rule && slices.Contains(d.Topics, topic) {
			return errDeviation
		}
	}
	return fmt.Errorf("rule %q is not listed for topic %s", rule, topic)
}
