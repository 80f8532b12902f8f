package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/shred/dedupe"
)

func init() {
	register("shredder", runShredder)
	register("shredder-e2e", runShredderE2E)
	register("shredded-path", runShreddedPath)
}

// publishedSchemas knows all published versions of a model, or those up to a
// version given per name.
type publishedSchemas struct {
	*iglu.Set
	upTo map[string]string
}

func (s publishedSchemas) Versions(ctx context.Context, k iglu.Key) ([]iglu.Version, error) {
	list, err := s.Set.List(ctx, k)
	if err != nil {
		return nil, err
	}
	if up, ok := s.upTo[k.Name]; ok {
		last, err := iglu.ParseVersion(up)
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(slices.Clone(list), func(v iglu.Version) bool { return v.Compare(last) > 0 })
	}
	return list, nil
}

// shredRow is a row that a Shredder wrote.
type shredRow struct{ path, line string }

// shredLog keeps what a Shredder writes.
type shredLog struct {
	atomic  []string
	rows    []shredRow
	columns map[string][]string
	bad     []badrow.Row
	modern  []string
}

type loggedTable struct {
	log    *shredLog
	folder string
}

func (o *shredLog) Open(t shred.TableInfo) (shred.Table, error) {
	if t.Encoding == shred.EncodingTSV && t.Key != shred.AtomicKey {
		o.columns[t.Folder] = t.Columns
	}
	return &loggedTable{o, t.Folder}, nil
}

func (t *loggedTable) Row(line []byte) error {
	if t.folder == shred.AtomicFolder || t.folder == shred.ModelTSV.Atomic() {
		t.log.atomic = append(t.log.atomic, string(line))
		return nil
	}
	t.log.rows = append(t.log.rows, shredRow{t.folder, string(line)})
	return nil
}

func (o *shredLog) Bad(r *badrow.Row) error {
	modern := string(r.Append(nil))
	again, err := badrow.Read([]byte(modern))
	if err != nil {
		return err
	}
	if again.Family != r.Family || len(again.Messages) == 0 || string(again.Line) != strings.ToValidUTF8(string(r.Line), "\uFFFD") {
		return fmt.Errorf("failed event reads back differently: %s", modern)
	}
	if err := validModern(modern); err != nil {
		return err
	}
	if !json.Valid(r.AppendR108(nil)) {
		return fmt.Errorf("failed event in the form of R108 is no JSON: %s", r.AppendR108(nil))
	}
	c := *r
	c.Messages = slices.Concat(r.Messages, r.Also)
	o.bad, o.modern = append(o.bad, c), append(o.modern, modern)
	return nil
}

// validModern checks a failed event against the schema of its family.
func validModern(row string) error {
	set, err := folderSchemas()
	if err != nil {
		return err
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(row), 4*jsondoc.DefaultDepth); err != nil {
		return err
	}
	schema, err := set.ByURI(context.Background(), d.Root().Get("schema").Text())
	if err != nil {
		return err
	}
	if reports := schema.Validate(d.Root().Get("data")); len(reports) > 0 {
		return fmt.Errorf("failed event is not valid: %v: %s", reports, row)
	}
	return nil
}

// shredLine shreds one line with the schemas of Iglu Central.
func shredLine(layout shred.Layout, formats shred.Formats, upTo map[string]string, line string) (*shredLog, *shred.Shredder, error) {
	set, err := folderSchemas()
	if err != nil {
		return nil, nil, err
	}
	log := &shredLog{columns: map[string][]string{}}
	s, err := shred.New(shred.Options{
		Schemas: publishedSchemas{set, upTo}, Layout: layout, Formats: formats, Cut: true, Validate: true,
		Processor: badrow.Processor{Artifact: "camonica", Version: "0.1.0"}, Time: 1500000000000,
	}, log)
	if err != nil {
		return nil, nil, err
	}
	return log, s, s.Shred(context.Background(), []byte(line), dedupe.At(0, 0), dedupe.Keep)
}

// enrichedLine makes a line of 131 columns.
func enrichedLine(columns map[event.Column]string) string {
	fields := make([]string, event.Count)
	fields[event.EventID] = "2b1b25a4-c0df-4859-8201-cf21492ad61b"
	fields[event.ETLTstamp], fields[event.CollectorTstamp] = "2014-06-01 14:04:11.639", "2014-05-29 18:16:35.000"
	for c, v := range columns {
		fields[c] = v
	}
	return strings.Join(fields, "\t")
}

func runShredder(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Function        string
		RootID          string `json:"root_id"`
		RootTstamp      string `json:"root_tstamp"`
		EventID         string `json:"event_id"`
		CollectorTstamp string `json:"collector_tstamp"`
		UnstructEvent   string `json:"unstruct_event"`
		Contexts        string
		DerivedContexts string `json:"derived_contexts"`
		Hierarchy       struct {
			RootID, RootTstamp string
			RefTree            []string
		}
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	want, ok := c.want()
	if !ok {
		return errDeviation
	}
	switch in.Function {
	case "partial-hierarchy":
		h := shred.HierarchyOf(in.RootID, in.RootTstamp)
		return differ(map[string]any{"hierarchy": json.RawMessage(h.Append(nil))}, want)
	case "hierarchy-to-json":
		h := shred.HierarchyOf(in.Hierarchy.RootID, in.Hierarchy.RootTstamp, in.Hierarchy.RefTree[1:]...)
		return differ(map[string]any{"json": string(h.Append(nil))}, want)
	case "shred":
		log, _, err := shredLine(shred.JSON, shred.Formats{}, nil, enrichedLine(map[event.Column]string{
			event.EventID: in.EventID, event.CollectorTstamp: in.CollectorTstamp,
			event.UnstructEvent: in.UnstructEvent, event.Contexts: in.Contexts, event.DerivedContexts: in.DerivedContexts,
		}))
		if err != nil {
			return err
		}
		if len(log.bad) > 0 {
			return fmt.Errorf("failed event: %s", log.modern)
		}
		got := map[string]any{"count": len(log.rows), "first": nil}
		if len(log.rows) > 0 {
			got["first"] = json.RawMessage(log.rows[0].line)
		}
		return differ(got, want)
	}
	return fmt.Errorf("unknown function %q", in.Function)
}

type e2eInput struct {
	Kind, Line, Column, Value, Schema string
	Data                              json.RawMessage
	Path                              []string
}

type e2eConfig struct {
	Release      string
	BadRow       string            `json:"bad_row"`
	UpTo         map[string]string `json:"schema_versions_up_to"`
	Default      string
	TSV, JSON    []string
	Skip         []string
	ValueMissing bool
}

type e2eExpect struct {
	Atomic   *string
	Shredded []struct{ Path, Line string }
	Columns  map[string][]string
	Bad      []struct {
		Kind  string
		Names []string
	}
	Value   string
	Index   int `json:"atomic_index"`
	Text    string
	Types   json.RawMessage
	Tabular bool
	Row     json.RawMessage
}

func runShredderE2E(_ *testing.T, _ *topicFile, c *testCase) error {
	var in e2eInput
	var config e2eConfig
	var want e2eExpect
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if len(c.Config) > 0 {
		if err := decode(c.Config, &config); err != nil {
			return err
		}
	}
	w, ok := c.want()
	if !ok {
		return errDeviation
	}
	if err := decode(w, &want); err != nil {
		return err
	}
	switch in.Kind {
	case "json", "bad", "tabular":
		return shredE2E(&in, &config, &want)
	case "truncate":
		col, ok := event.ByName(in.Column)
		if !ok {
			return fmt.Errorf("no column %s", in.Column)
		}
		log, _, err := shredLine(shred.JSON, shred.Formats{}, nil, enrichedLine(map[event.Column]string{col: in.Value}))
		if err != nil || len(log.atomic) != 1 {
			return fmt.Errorf("no atomic row: %v %s", err, log.modern)
		}
		fields := strings.Split(log.atomic[0], "\t")
		if len(fields) != 128 || fields[want.Index] != want.Value {
			return fmt.Errorf("field %d of %d is %q, want %q", want.Index, len(fields), fields[want.Index], want.Value)
		}
		return nil
	case "tsv-value":
		var d jsondoc.Doc
		if err := d.Parse(in.Data, jsondoc.DefaultDepth); err != nil {
			return err
		}
		n := d.Root()
		for _, p := range in.Path {
			n = n.Get(p)
		}
		if got := string(shred.AppendValue(nil, n, shred.Spaces)); got != want.Text {
			return fmt.Errorf("got %q, want %q", got, want.Text)
		}
		return nil
	case "types":
		formats, err := config.formats()
		if err != nil {
			return err
		}
		_, s, err := shredLine(shred.ModelTSV, formats, nil, in.Line)
		if err != nil {
			return err
		}
		got := []map[string]string{}
		for _, u := range s.Types() {
			got = append(got, map[string]string{"schema": u.Key.String(), "format": strings.ToUpper(string(u.Encoding))})
		}
		return differ(sortedTexts(got), sortedTexts(want.Types))
	case "is-tabular":
		formats, err := config.formats()
		if err != nil {
			return err
		}
		key, err := iglu.ParseKey(in.Schema)
		if err != nil {
			return err
		}
		encoding, written := formats.Of(key)
		return differ(written && encoding == shred.EncodingTSV, want.Tabular)
	case "wide-row-json":
		row, err := shred.AppendWide(nil, []byte(in.Line))
		if err != nil {
			return err
		}
		return differ(json.RawMessage(row), want.Row)
	}
	return fmt.Errorf("unknown kind %q", in.Kind)
}

// sortedTexts sorts the elements of a list by their JSON.
func sortedTexts(v any) []string {
	var list []any
	b, _ := json.Marshal(v)
	if json.Unmarshal(b, &list) != nil {
		return nil
	}
	texts := make([]string, len(list))
	for i := range list {
		e, _ := json.Marshal(list[i])
		texts[i] = string(e)
	}
	slices.Sort(texts)
	return texts
}

func (c *e2eConfig) formats() (f shred.Formats, err error) {
	f.Tabular = c.Default == "TSV"
	for _, l := range []struct {
		from []string
		to   *[]iglu.Criterion
	}{{c.TSV, &f.TSV}, {c.JSON, &f.JSON}, {c.Skip, &f.Skip}} {
		for _, s := range l.from {
			criterion, err := iglu.ParseCriterion(s)
			if err != nil {
				return f, err
			}
			*l.to = append(*l.to, criterion)
		}
	}
	return f, nil
}

func shredE2E(in *e2eInput, config *e2eConfig, want *e2eExpect) error {
	layout, formats := shred.JSON, shred.Formats{}
	if in.Kind == "tabular" {
		layout, formats.Tabular = shred.ModelTSV, true
	}
	log, _, err := shredLine(layout, formats, config.UpTo, in.Line)
	if err != nil {
		return err
	}
	if err := badDiffer(log, config, want); err != nil {
		return err
	}
	var atomic *string
	if len(log.atomic) > 0 {
		atomic = &log.atomic[0]
	}
	if err := differ(atomic, want.Atomic); err != nil {
		return fmt.Errorf("atomic: %w", err)
	}
	if len(log.rows) != len(want.Shredded) {
		return fmt.Errorf("%d rows of entities, want %d", len(log.rows), len(want.Shredded))
	}
	if in.Kind == "tabular" { // later releases write them in another order
		byText := func(a, b shredRow) int { return strings.Compare(a.path+a.line, b.path+b.line) }
		slices.SortFunc(log.rows, byText)
		slices.SortFunc(want.Shredded, func(a, b struct{ Path, Line string }) int {
			return byText(shredRow{a.Path, a.Line}, shredRow{b.Path, b.Line})
		})
		if err := differ(log.columns, want.Columns); err != nil {
			return fmt.Errorf("columns: %w", err)
		}
	}
	for i, r := range log.rows {
		w := want.Shredded[i]
		if r.path != w.Path {
			return fmt.Errorf("row %d is in %s, want %s", i, r.path, w.Path)
		}
		if in.Kind == "tabular" && r.line != w.Line {
			return fmt.Errorf("row %d is\n     %s, want\n     %s", i, r.line, w.Line)
		}
		if in.Kind == "json" {
			if err := differ(json.RawMessage(r.line), json.RawMessage(w.Line)); err != nil {
				return err
			}
		}
	}
	return nil
}

// badDiffer compares failed events by the kinds of their messages and what these
// name.
func badDiffer(log *shredLog, config *e2eConfig, want *e2eExpect) error {
	var got []badrow.Message
	for _, r := range log.bad {
		got = append(got, r.Messages...)
		if config.BadRow != "" && string(r.Family) != config.BadRow {
			return fmt.Errorf("family %s, want %s", r.Family, config.BadRow)
		}
	}
	if len(got) != len(want.Bad) {
		return fmt.Errorf("%d messages, want %d: %s", len(got), len(want.Bad), log.modern)
	}
	for _, w := range want.Bad {
		found := slices.ContainsFunc(got, func(m badrow.Message) bool {
			text, _ := json.Marshal(m)
			return badKind(&m, log.modern, config.Release != "") == w.Kind && !slices.ContainsFunc(w.Names, func(n string) bool {
				q, _ := json.Marshal(n)
				return !bytes.Contains(text, q[1:len(q)-1])
			})
		})
		if !found {
			return fmt.Errorf("no message %s that names %q: %s", w.Kind, w.Names, log.modern)
		}
	}
	return nil
}

// badKind is the vectors' name of a message.
func badKind(m *badrow.Message, modern []string, later bool) string {
	switch m.Shape {
	case badrow.FieldCount:
		if later && strings.Contains(modern[0], `"type":"NotTSV"`) {
			return "not-tsv"
		}
		return "not-enriched"
	case badrow.Criterion:
		return "wrong-envelope"
	case badrow.Unresolved:
		return "schema-not-found"
	case badrow.Invalid:
		return "validation-failed"
	case badrow.Mismatch:
		switch {
		case m.Want == "valid JSON":
			return "invalid-json"
		case m.Field == "event_id":
			return "invalid-uuid"
		case strings.HasSuffix(m.Field, "_tstamp"):
			return "invalid-timestamp"
		}
		return "invalid-value"
	}
	return "other"
}

func runShreddedPath(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Kind, Key, Schema, Base, Vendor, Name, Value, Parent, Child string
		Model                                                       int
	}
	var config struct{ Layout shred.Layout }
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if len(c.Config) > 0 {
		if err := decode(c.Config, &config); err != nil {
			return err
		}
	}
	w, ok := c.want()
	if !ok {
		return errDeviation
	}
	var failure struct {
		Error string
		Names []string
	}
	if err := decode(w, &failure); err != nil {
		return err
	}
	got, err := shreddedPath(in.Kind, config.Layout, in.Key+in.Value, in.Schema, shred.Type{Base: in.Base, Vendor: in.Vendor, Name: in.Name, Model: in.Model}, in.Parent, in.Child)
	if failure.Error == "" {
		if err != nil {
			return err
		}
		return differ(got, w)
	}
	kinds := map[string]error{"unparsable-shredded-key": shred.ErrPath, "bad-scheme": shred.ErrNoScheme, "trailing-slash": shred.ErrSlash, "too-long": shred.ErrTooLong}
	if kinds[failure.Error] == nil || !errors.Is(err, kinds[failure.Error]) {
		return fmt.Errorf("got %v, %v, want %s", got, err, failure.Error)
	}
	for _, n := range failure.Names {
		if !strings.Contains(err.Error(), n) {
			return fmt.Errorf("%q does not name %q", err, n)
		}
	}
	return nil
}

func shreddedPath(kind string, l shred.Layout, key, schema string, t shred.Type, parent, child string) (map[string]any, error) {
	orNull := func(s string, ok bool) any {
		if ok {
			return s
		}
		return nil
	}
	switch kind {
	case "parse":
		t, err := l.Parse(key)
		return map[string]any{"base": t.Base, "vendor": t.Vendor, "name": t.Name, "model": t.Model, "encoding": t.Encoding}, err
	case "format":
		k, err := iglu.ParseKey(schema)
		return map[string]any{"path": l.Folder(k)}, err
	case "load-prefix":
		return map[string]any{"prefix": l.Prefix(t.Base, t.Vendor, t.Name, t.Model)}, nil
	case "atomic-folder":
		return map[string]any{"folder": orNull(shred.AtomicFolderOf(key))}, nil
	case "folder":
		f, err := shred.Folder(key)
		return map[string]any{"folder": f}, err
	case "key":
		k, err := shred.ObjectKey(key)
		return map[string]any{"key": k}, err
	case "folder-diff":
		return map[string]any{"relative": orNull(shred.Below(parent, child))}, nil
	}
	return nil, fmt.Errorf("unknown kind %q", kind)
}
