package uap

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// agents are user agents of many kinds.
var agents = []string{
	"",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) Version/5.1 Mobile/9B206 Safari/7534.48.3",
	"Mozilla/5.0 (Linux; Android 8.0.0; SM-G960F Build/R16NW) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/62.0.3202.84 Mobile Safari/537.36",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/106.0.0.0 Safari/537.36 Edg/106.0.1370.42",
	"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
	"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 1.1.4322)",
	"Opera/9.80 (J2ME/MIDP; Opera Mini/4.2.14912/870; U; id) Presto/2.4.15",
	"BlackBerry9000/4.6.0.167 Profile/MIDP-2.0 Configuration/CLDC-1.1 VendorID/102",
	"Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/5.0 NativeTVAds Safari/538.1",
	"Podcasts/1430.46 CFNetwork/1220.1 Darwin/20.3.0", "curl/7.54", "python-requests/2.20", "\xff\x00 É", "ſamsung K",
}

// rulesText gives the rules of the program as they stand.
func rulesText(t testing.TB) map[string][]ruleText {
	t.Helper()
	all := map[string][]ruleText{}
	for line := range strings.Lines(rulesFile) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(columns) > 1 {
			all[columns[0]] = append(all[columns[0]], ruleText{columns[1], columns[2:]})
		}
	}
	return all
}

// An oracle tries all rules of a list, one after the other, by package regexp.
type oracle []*regexp.Regexp

func newOracle(rules []ruleText) oracle {
	var o oracle
	for _, r := range rules {
		o = append(o, regexp.MustCompile(r.expr))
	}
	return o
}

func (o oracle) match(text string) (int, []int) {
	for i, re := range o {
		if groups := re.FindStringSubmatchIndex(text); groups != nil {
			return i, groups
		}
	}
	return -1, nil
}

// Agents of the list, and texts strung together out of them and out of literals of
// the rules, get the rule that trying all of them one by one finds.
func TestFirstRuleThatMatches(t *testing.T) {
	p, text := Default(), rulesText(t)
	r := rand.New(rand.NewPCG(1, 2))
	texts := append([]string(nil), agents...)
	var pieces []string
	for _, rules := range text {
		for _, rule := range rules {
			pieces = append(pieces, regexp.MustCompile(`[\w./ -]+`).FindAllString(rule.expr, 3)...)
		}
	}
	for range 60 {
		var b strings.Builder
		for range 4 {
			b.WriteString(pieces[r.IntN(len(pieces))])
			a := agents[r.IntN(len(agents))]
			b.WriteString(a[r.IntN(len(a)+1):])
		}
		texts = append(texts, b.String())
	}
	for name, l := range map[string]*list{"agent": p.agents, "os": p.systems, "device": p.devices} {
		o := newOracle(text[name])
		for _, agent := range texts {
			s := p.scratch.Get().(*scratch)
			p.literals.Find(fold(agent), s.found)
			s.matcher.SetText(agent)
			got, gotGroups := l.match(s)
			want, wantGroups := o.match(agent)
			if want < 0 && got != nil || want >= 0 && (got != &l.rules[want] || fmt.Sprint(gotGroups) != fmt.Sprint(wantGroups)) {
				t.Errorf("%s: %q: got groups %v, want rule %d with %v", name, agent, gotGroups, want, wantGroups)
			}
			p.scratch.Put(s)
		}
	}
}

func TestClauses(t *testing.T) {
	f := func(expr string, want ...string) {
		t.Helper()
		l, err := newList("list", 3, []ruleText{{expr: expr}}, &index{numbers: map[string]uint32{}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range clauses(l.rules[0].expr.Tree()) {
			got = append(got, strings.Join(c, "|"))
		}
		if strings.Join(got, " & ") != strings.Join(want, " & ") {
			t.Errorf("%s: got %q, want %q", expr, got, want)
		}
	}
	f(`(Chrome)/(\d+)`, "chrome/")
	f(`[Cc]hrome|fire`, "fire|chrome")
	f(`(?:Chr|Fir)(ome|efox)`, "chrome|firome|chrefox|firefox")
	f(`iPhone.{0,30}(Mobile)`, "iphone", "mobile")
	f(`(?:iPhone.*Bot|Android.*Bot)`, "iphone|android", "bot|iphone", "bot|android", "bot")
	f(`a|bcd`)
	f(`(?:abc)?def`, "def")
	f(`(?:abc)+`, "abc")
	f(`(?:abc)*`)
	f(`(?i)kiss`, "kiss")
	f(`éab\d`)
}

const own = `
user_agent_parsers:
  - regex: '(Shop)App/(\d+)\.(\d+)'
    family_replacement: '$1 ($2)'
    v1_replacement: 'x'
    group: 'not a member that matters'
os_parsers:
  - regex: '(Win)(?:dows)? (\d*)'
device_parsers:
  - regex: 'MODEL (\w+) ?(\w*)'
    regex_flag: 'i'
    device_replacement: ' $1 $2 $9 $'
    brand_replacement: 'Acme'
`

func TestOwnRules(t *testing.T) {
	p, err := Parse([]byte(own))
	if err != nil {
		t.Fatal(err)
	}
	f := func(agent string, want Agent) {
		t.Helper()
		for range 2 { // the second time it is remembered
			if got := *p.Parse(agent); got != want {
				t.Errorf("%q: got %+v, want %+v", agent, got, want)
			}
		}
	}
	other := Agent{Version{Family: Other}, Version{Family: Other}, Device{Family: Other}}
	f("", other)
	f("shopapp/1.2", other)
	f("ShopApp/1.2 Windows  model seven", Agent{
		Version{Family: "Shop (1)", Major: "x", Minor: "2"}, Version{Family: "Win"}, Device{"seven   $", "Acme", "seven"},
	})
	f("Windows 95", Agent{Version{Family: Other}, Version{Family: "Win", Major: "95"}, Device{Family: Other}})
}

func TestRulesThatCannotBeUsed(t *testing.T) {
	f := func(rules, want string) {
		t.Helper()
		_, err := Parse([]byte(rules))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	f("", "no user_agent_parsers")
	f("a: b", "no user_agent_parsers")
	f("- a", "read rules")
	f("os_parsers:\n  - regex: 'x'\n  - regex: '(?<!a)b'\n", "os_parsers, rule 2")
	f("device_parsers:\n  - regex: 'x'\n    regex_flag: 'ix'\n", "device_parsers, rule 1")
}

func FuzzParse(f *testing.F) {
	for _, a := range agents {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, agent string) {
		a := Default().Parse(agent)
		if a.Browser.Family == "" || a.OS.Family == "" || a.Device.Family == "" {
			t.Errorf("%q: %+v", agent, a)
		}
	})
}

func FuzzRules(f *testing.F) {
	f.Add(own, "ShopApp/1.2 Windows  model seven")
	f.Fuzz(func(t *testing.T, rules, agent string) {
		if p, err := Parse([]byte(rules)); err == nil {
			p.Parse(agent)
		}
	})
}

// BenchmarkParse is an agent that was not seen before.
func BenchmarkParse(b *testing.B) {
	p := Default()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Parse(fmt.Sprintf("%s%d", agents[1+i%8], i))
	}
}

// BenchmarkLoad is what the rules of the program take before the first event.
func BenchmarkLoad(b *testing.B) {
	text := rulesText(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := newParser(&ruleTexts{agent: text["agent"], os: text["os"], device: text["device"]}); err != nil {
			b.Fatal(err)
		}
	}
}
