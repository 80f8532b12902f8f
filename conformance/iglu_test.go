package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/iglu/httpreg"
	"github.com/camonica/camonica/jsondoc"
)

func init() {
	register("iglu-uris", runIgluURIs)
	register("schemaver", runSchemaVer)
}

// newest returns what camonica gives where a case has results of several
// programs: its own member, else that of the newest.
func newest(c *testCase) (json.RawMessage, error) {
	want, ok := c.want()
	if !ok {
		return nil, errDeviation
	}
	var by map[string]json.RawMessage
	if err := decode(want, &by); err != nil {
		return want, nil // not an object, so no results by program
	}
	for _, who := range []string{"camonica", "enrich-6.10.0", "later"} {
		if r, ok := by[who]; ok {
			return r, nil
		}
	}
	return want, nil
}

// igluKind maps errors to the kinds of the cases.
func igluKind(err error) string {
	var u *iglu.URIError
	var l *iglu.ListError
	switch {
	case errors.As(err, &u) && u.Kind == iglu.InvalidSchemaVer:
		return "invalid-schemaver"
	case errors.As(err, &u):
		return "invalid-iglu-uri"
	case errors.Is(err, iglu.ErrCriterion):
		return "invalid-criterion"
	case errors.Is(err, iglu.ErrPayload):
		return "invalid-data-payload"
	case errors.Is(err, iglu.ErrExtraMember):
		return "extra-member"
	case errors.Is(err, iglu.ErrMetaSchema):
		return "invalid-metaschema"
	case errors.Is(err, iglu.ErrSelf):
		return "invalid-schema"
	case errors.As(err, &l):
		return map[iglu.ListErrorKind]string{
			iglu.ListEmpty: "list-empty", iglu.ListInitMissing: "list-init-missing",
			iglu.ListDuplicate: "list-duplicate", iglu.ListMixed: "list-mixed",
		}[l.Kind]
	}
	return "?" + err.Error()
}

func keyFields(k iglu.Key) map[string]any {
	return map[string]any{"vendor": k.Vendor, "name": k.Name, "format": k.Format, "version": k.Version.String()}
}

func criterionFields(c iglu.Criterion) map[string]any {
	return map[string]any{
		"vendor": c.Vendor, "name": c.Name, "format": c.Format,
		"model": numberOrNil(c.Model), "revision": numberOrNil(c.Revision), "addition": numberOrNil(c.Addition),
	}
}

func numberOrNil(n int) any {
	if n == iglu.Any {
		return nil
	}
	return n
}

// sameOutcome compares the outcome of a parser with {ok, kind} or {ok, parts}.
func sameOutcome(want json.RawMessage, got map[string]any, err error) error {
	var w map[string]any
	if e := decode(want, &w); e != nil {
		return e
	}
	if err != nil {
		got = map[string]any{"ok": false, "kind": igluKind(err)}
	} else {
		got["ok"] = true
	}
	for name, v := range w {
		a, _ := json.Marshal(v)
		b, _ := json.Marshal(got[name])
		if string(a) != string(b) {
			return fmt.Errorf("%s is %s, want %s", name, b, a)
		}
	}
	return nil
}

func runIgluURIs(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Op, Text, Base, Vendor, Name, Format string
		Key                                  json.RawMessage
		Model, Revision, Addition            *int
		URIs                                 []string
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	want, err := newest(c)
	if err != nil {
		return err
	}
	number := func(p *int) int {
		if p == nil {
			return iglu.Any
		}
		return *p
	}
	switch in.Op {
	case "parse_key":
		k, err := iglu.ParseKey(in.Text)
		return sameOutcome(want, keyFields(k), err)
	case "parse_path":
		k, err := iglu.ParsePath(in.Text)
		if u := (*iglu.URIError)(nil); errors.As(err, &u) && u.Kind == iglu.InvalidURI {
			err = iglu.ErrSelf // the name that cases give a path that is none
		}
		return sameOutcome(want, keyFields(k), err)
	case "parse_partial_key":
		p, err := iglu.ParsePartialKey(in.Text)
		return sameOutcome(want, criterionFields(p), err)
	case "parse_criterion":
		p, err := iglu.ParseCriterion(in.Text)
		return sameOutcome(want, criterionFields(p), err)
	case "parse_self_describing_data":
		return dataOutcome(want, in.Text)
	case "parse_self_describing_schema":
		return schemaOutcome(want, in.Text)
	case "parse_schema_list":
		keys, err := iglu.ParseList(in.URIs)
		return sameOutcome(want, map[string]any{"uris": uris(keys)}, err)
	case "format_criterion":
		p := iglu.Criterion{Vendor: in.Vendor, Name: in.Name, Format: in.Format, Model: number(in.Model), Revision: number(in.Revision), Addition: number(in.Addition)}
		return sameText(want, "text", p.String())
	case "format_key":
		return formatKey(want, in.Key)
	case "vendor_snake_case", "name_snake_case":
		return snakeOutcome(want, in.Op, in.Text)
	case "schema_url":
		var uri string
		if err := decode(in.Key, &uri); err != nil {
			return err
		}
		k, err := iglu.ParseKey(uri)
		if err != nil {
			return err
		}
		return sameText(want, "", httpreg.SchemaURL(in.Base, k))
	case "list_url":
		return sameText(want, "", httpreg.ListURL(in.Base, in.Vendor, in.Name, "jsonschema", *in.Model))
	}
	return fmt.Errorf("unknown op %s", in.Op)
}

// snakeOutcome takes the part of a vendor or name out of the name of its table.
func snakeOutcome(want json.RawMessage, op, text string) error {
	k := iglu.Key{Vendor: text, Name: "x", Version: iglu.Version{Model: 1}}
	if op == "name_snake_case" {
		k.Vendor, k.Name = "x", text
	}
	table := strings.TrimSuffix(ddl.TableName(k), "_1")
	if op == "name_snake_case" {
		return sameText(want, "text", strings.TrimPrefix(table, "x_"))
	}
	return sameText(want, "text", strings.TrimSuffix(table, "_x"))
}

func dataOutcome(want json.RawMessage, text string) error {
	var d jsondoc.Doc
	if err := d.Parse([]byte(text), jsondoc.DefaultDepth); err != nil {
		return err
	}
	uri, _, err := iglu.Envelope(d.Root())
	var k iglu.Key
	if err == nil {
		k, err = iglu.ParseKey(uri)
	}
	return sameOutcome(want, map[string]any{"key": k.String()}, err)
}

func schemaOutcome(want json.RawMessage, text string) error {
	var d jsondoc.Doc
	if err := d.Parse([]byte(text), jsondoc.DefaultDepth); err != nil {
		return err
	}
	k, err := iglu.SelfKey(d.Root())
	var body []string
	for name := range d.Root().Members() {
		if name != "$schema" && name != "self" {
			body = append(body, name)
		}
	}
	return sameOutcome(want, map[string]any{"key": k.String(), "body_members": body}, err)
}

func formatKey(want, key json.RawMessage) error {
	var in struct{ Vendor, Name, Format, Version string }
	if err := decode(key, &in); err != nil {
		return err
	}
	v, err := iglu.ParseVersion(in.Version)
	if err != nil {
		return err
	}
	k := iglu.Key{Vendor: in.Vendor, Name: in.Name, Format: in.Format, Version: v}
	return sameOutcome(want, map[string]any{"uri": k.String(), "path": k.Path()}, nil)
}

// sameText compares a text with want, or with its member of that name.
func sameText(want json.RawMessage, member, got string) error {
	var w string
	if member != "" {
		var m map[string]json.RawMessage
		if err := decode(want, &m); err != nil {
			return err
		}
		want = m[member]
	}
	if err := decode(want, &w); err != nil {
		return err
	}
	if got != w {
		return fmt.Errorf("%q, want %q", got, w)
	}
	return nil
}

func uris(keys []iglu.Key) []string {
	out := []string{}
	for _, k := range keys {
		out = append(out, k.String())
	}
	return out
}

func parseKeys(texts []string) ([]iglu.Key, error) {
	var out []iglu.Key
	for _, t := range texts {
		k, err := iglu.ParseKey(t)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

func parseVersions(texts []string) ([]iglu.Version, error) {
	var out []iglu.Version
	for _, t := range texts {
		v, err := iglu.ParseVersion(t)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func versionTexts(versions []iglu.Version) []string {
	out := []string{}
	for _, v := range versions {
		out = append(out, v.String())
	}
	return out
}

func runSchemaVer(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Op, Text, A, B, Criterion, Key, Version string
		Keys, Versions, Existing, Supersedes    []string
		SupersededBy                            json.RawMessage `json:"superseded_by"`
		PatchesAllowed                          bool            `json:"patches_allowed"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	want, err := newest(c)
	if err != nil {
		return err
	}
	keys, err := parseKeys(in.Keys)
	if err != nil {
		return err
	}
	switch in.Op {
	case "parse_full":
		v, err := iglu.ParseVersion(in.Text)
		return sameOutcome(want, map[string]any{"model": v.Model, "revision": v.Revision, "addition": v.Addition}, err)
	case "parse_partial":
		p, err := iglu.ParsePartialVersion(in.Text)
		return sameOutcome(want, criterionFields(p), err)
	case "sort_keys":
		slices.SortFunc(keys, iglu.Key.Compare)
		return sameOutcome(want, map[string]any{"keys": uris(keys)}, nil)
	case "sort_versions":
		versions, err := parseVersions(in.Versions)
		if err != nil {
			return err
		}
		slices.SortFunc(versions, iglu.Version.Compare)
		return sameOutcome(want, map[string]any{"versions": versionTexts(versions)}, nil)
	case "compare":
		versions, err := parseVersions([]string{in.A, in.B})
		if err != nil {
			return err
		}
		return sameOutcome(want, map[string]any{"sign": versions[0].Compare(versions[1])}, nil)
	case "criterion_matches", "criterion_pick":
		return criterionOutcome(want, in.Op, in.Criterion, in.Key, keys)
	case "publish_allowed":
		return publishOutcome(want, in.Version, in.Existing, in.Supersedes, in.PatchesAllowed)
	case "check_versions":
		return versionProblems(want, keys)
	case "static_model_list":
		got := map[string][]string{}
		for m, list := range iglu.ModelLists(keys) {
			got[fmt.Sprint(m)] = uris(list)
		}
		return sameJSON(want, got)
	case "superseded_by":
		return supersededOutcome(want, in.Version, in.SupersededBy)
	}
	return fmt.Errorf("unknown op %s", in.Op)
}

func criterionOutcome(want json.RawMessage, op, criterion, key string, keys []iglu.Key) error {
	cr, err := iglu.ParseCriterion(criterion)
	if err != nil {
		return err
	}
	if op == "criterion_pick" {
		k, ok := cr.Pick(keys)
		if !ok {
			return sameJSON(want, nil)
		}
		return sameJSON(want, k.String())
	}
	k, err := iglu.ParseKey(key)
	if err != nil {
		return err
	}
	return sameJSON(want, cr.Matches(k))
}

func publishOutcome(want json.RawMessage, version string, existing, supersedes []string, patches bool) error {
	v, err := iglu.ParseVersion(version)
	if err != nil {
		return err
	}
	have, err1 := parseVersions(existing)
	old, err2 := parseVersions(supersedes)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	got := map[string]any{"ok": true}
	if p := (*iglu.PublishError)(nil); errors.As(iglu.CheckPublish(v, have, old, patches), &p) {
		got = map[string]any{"ok": false, "kind": string(p.Kind)}
	}
	return sameJSON(want, got)
}

func versionProblems(want json.RawMessage, keys []iglu.Key) error {
	got := []map[string]string{}
	for _, g := range iglu.CheckVersions(keys) {
		got = append(got, map[string]string{"kind": string(g.Kind), "vendor": g.Vendor, "name": g.Name})
	}
	slices.SortFunc(got, func(a, b map[string]string) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	var w struct{ Problems []map[string]string }
	if err := decode(want, &w); err != nil {
		return err
	}
	slices.SortFunc(w.Problems, func(a, b map[string]string) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	if fmt.Sprint(got) != fmt.Sprint(w.Problems) {
		return fmt.Errorf("problems %v, want %v", got, w.Problems)
	}
	return nil
}

func supersededOutcome(want json.RawMessage, version string, by json.RawMessage) error {
	own, err := iglu.ParseVersion(version)
	if err != nil {
		return err
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{"$supersededBy":`+string(by)+`}`), 10); err != nil {
		return err
	}
	v, _, err := iglu.SupersededBy(d.Root(), own)
	switch {
	case errors.Is(err, iglu.ErrSupersedingVersion):
		return sameJSON(want, map[string]any{"ok": false, "kind": "bad-superseding-version"})
	case errors.Is(err, iglu.ErrSupersedingOrder):
		return sameJSON(want, map[string]any{"ok": false, "kind": "superseding-not-greater"})
	case err != nil:
		return err
	}
	return sameJSON(want, map[string]any{"ok": true, "validated_with": v.String()})
}

// sameJSON compares a value with JSON.
func sameJSON(want json.RawMessage, got any) error {
	var w any
	if err := decode(want, &w); err != nil {
		return err
	}
	a, err := json.Marshal(w)
	if err != nil {
		return err
	}
	b, err := json.Marshal(got)
	if err != nil {
		return err
	}
	var g any
	if err := decode(b, &g); err != nil {
		return err
	}
	if b, err = json.Marshal(g); err != nil {
		return err
	}
	if string(a) != string(b) {
		return fmt.Errorf("%s, want %s", b, a)
	}
	return nil
}
