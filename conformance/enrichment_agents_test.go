package conformance

import (
	"fmt"
	"testing"

	"github.com/camonica/camonica/enrich/uap"
)

func init() {
	register("ua-parser-useragent", runUAP(func(a *uap.Agent) map[string]string {
		b := a.Browser
		return map[string]string{"family": b.Family, "major": b.Major, "minor": b.Minor, "patch": b.Patch}
	}))
	register("ua-parser-os", runUAP(func(a *uap.Agent) map[string]string {
		o := a.OS
		return map[string]string{"family": o.Family, "major": o.Major, "minor": o.Minor, "patch": o.Patch, "patch_minor": o.PatchMinor}
	}))
	register("ua-parser-device", runUAP(func(a *uap.Agent) map[string]string {
		return map[string]string{"family": a.Device.Family, "brand": a.Device.Brand, "model": a.Device.Model}
	}))
}

// runUAP compares what the rules of the program make of a user agent.
func runUAP(fields func(*uap.Agent) map[string]string) runner {
	return func(_ *testing.T, _ *topicFile, c *testCase) error {
		raw, ok := c.want()
		if !ok {
			return errDeviation
		}
		var in struct{ UserAgent string }
		var want map[string]*string
		if err := decode(c.Input, &in); err != nil {
			return err
		}
		if err := decode(raw, &want); err != nil {
			return err
		}
		got := fields(uap.Default().Parse(in.UserAgent))
		for name, w := range want {
			text := ""
			if w != nil {
				text = *w
			}
			if got[name] != text {
				return fmt.Errorf("%s: got %q, want %q", name, got[name], text)
			}
		}
		return nil
	}
}
