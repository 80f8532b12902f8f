package yauaa

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/uap"
)

// Whatever a sender writes comes out as JSON of texts.
func FuzzEntity(f *testing.F) {
	f.Add("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Mobile Safari/537.36",
		`Sec-CH-UA: "Chromium";v="106", "Google Chrome";v="106"`, `Sec-CH-UA-Platform-Version: "15.0.0"`)
	f.Add("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "User-Agent", ":")
	f.Add("İKſ rv:", "sec-ch-ua:\"", "sec-ch-ua-model:\"\xff")
	f.Fuzz(func(t *testing.T, agent, header1, header2 string) {
		h, _ := readHints([]string{header1, header2})
		a := &analysis{text: agent, lower: strings.ToLower(agent), rules: uap.Default().Parse(agent), hints: h}
		var got map[string]string
		if err := json.Unmarshal(a.appendEntity(nil), &got); err != nil || got["deviceClass"] == "" {
			t.Errorf("%q: %v %v", agent, got, err)
		}
	})
}
