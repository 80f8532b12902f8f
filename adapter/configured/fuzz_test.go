package configured_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter/configured"
)

// FuzzSettings holds for settings as stage documents have them: what has no
// problem makes adapters, and no problem shows an address.
func FuzzSettings(f *testing.F) {
	f.Add(`{"schemas":["iglu:com.sendgrid/open/jsonschema/2-0-0","open"]}`)
	f.Add(`{"remote":[{"vendor":"com.acme","version":"v1","url":"https://acme.example/adapt","connect_timeout":5,"read_timeout":600}],"require_tls":true}`)
	f.Add(`{"remote":[{"vendor":"com.mandrill","version":"v1","url":"http://me:hunter2@[::1]:99999/%zz"},{"read_timeout":-1}],"require_tls":true}`)
	f.Fuzz(func(t *testing.T, text string) {
		var s configured.Settings
		if json.Unmarshal([]byte(text), &s) != nil {
			return
		}
		problems := s.Check()
		registry, err := s.NewRegistry(nil)
		if (err == nil) != (len(problems) == 0) {
			t.Errorf("problems %v, but %v", problems, err)
		}
		for _, p := range problems {
			for _, r := range s.Remote {
				if u, err := url.Parse(r.URL); err == nil && len(u.Host) > 8 && strings.Contains(p.Error(), u.Host) {
					t.Errorf("an address shows in %v", p)
				}
			}
		}
		if err != nil {
			return
		}
		found := 0
		for _, api := range registry.APIs() {
			if api.Name == "remote" {
				found++
			}
		}
		if found != len(s.Remote) {
			t.Errorf("%d services of %d are adapters", found, len(s.Remote))
		}
	})
}
