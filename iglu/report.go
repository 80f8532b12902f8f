package iglu

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Report is one reason why an instance is not valid. It names the place, the
// keyword and what the schema wants; it never holds values of the instance.
type Report struct {
	Message string
	Path    string   // such as $.a[0]['b.c']; of the object for required and additionalProperties
	Keyword string   // of the schema; "" for the count of reports left out
	Targets []string // what the keyword asks for, or the missing or unwanted name
}

// explainer collects reports. Its path is that of the value under work.
type explainer struct {
	run
	path    []pathStep
	reports []Report
	more    int // reports beyond the limit
}

// A pathStep is a member name, or an index if named is false.
type pathStep struct {
	name  string
	index int
	named bool
}

func (e *explainer) name(s string) { e.path = append(e.path, pathStep{name: s, named: true}) }
func (e *explainer) index(i int)   { e.path = append(e.path, pathStep{index: i}) }
func (e *explainer) up()           { e.path = e.path[:len(e.path)-1] }

func (e *explainer) add(keyword, message string, targets ...string) {
	if len(e.reports) == maxReports {
		e.more++
		return
	}
	e.reports = append(e.reports, Report{Message: message, Path: pathText(e.path), Keyword: keyword, Targets: targets})
}

// finish returns the reports and, if some were left out, their number as a last one.
func (e *explainer) finish() []Report {
	if e.spent() {
		e.more++
	}
	if e.more > 0 {
		e.reports = append(e.reports, Report{Message: "more reports left out: " + strconv.Itoa(e.more), Path: "$"})
	}
	return e.reports
}

func pathText(path []pathStep) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, s := range path {
		switch {
		case !s.named:
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(s.index))
			b.WriteByte(']')
		case plainName(s.name):
			b.WriteByte('.')
			b.WriteString(s.name)
		default:
			b.WriteString("['")
			b.WriteString(quoted.Replace(shortName(s.name)))
			b.WriteString("']")
		}
	}
	return b.String()
}

var quoted = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

func plainName(s string) bool { return len(s) <= maxReportedName && validPart(s, false) }

// shortName cuts a member name, which an event may have made up, to a bearable
// length and copies it.
func shortName(s string) string {
	if len(s) <= maxReportedName {
		return strings.Clone(s)
	}
	n := maxReportedName
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
