package conformance

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine/emr"
	"github.com/camonica/camonica/run"
)

func init() {
	register("runner-config", runnerConfig)
	register("runner-steps", runnerSteps)
	register("run-id", runID)
	register("s3-location", s3Location)
}

type patch struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
	Raw   string          `json:"raw"`
}

// patchedYAML writes a base document, changed by patches, as YAML. Raw values
// are put in as text where a marker stood.
func patchedYAML(f *topicFile, base string, patches []patch) (string, error) {
	var bases map[string]json.RawMessage
	if err := json.Unmarshal(f.Bases, &bases); err != nil {
		return "", err
	}
	var doc map[string]any
	if err := decode(bases[base], &doc); err != nil {
		return "", err
	}
	raws := map[string]string{}
	for i, p := range patches {
		keys := strings.Split(p.Path, "/")
		m := doc
		for _, k := range keys[:len(keys)-1] {
			next, ok := m[k].(map[string]any)
			if !ok {
				next = map[string]any{}
				m[k] = next
			}
			m = next
		}
		last := keys[len(keys)-1]
		switch p.Op {
		case "unset":
			delete(m, last)
		case "raw":
			marker := fmt.Sprintf("RAW%dRAW", i)
			raws[marker] = p.Raw
			m[last] = marker
		default:
			var v any
			if err := decode(p.Value, &v); err != nil {
				return "", err
			}
			m[last] = v
		}
	}
	text, err := yaml.Marshal(plainNumbers(doc))
	if err != nil {
		return "", err
	}
	s := string(text)
	for marker, raw := range raws {
		s = strings.ReplaceAll(s, marker, raw)
	}
	return s, nil
}

// plainNumbers turns JSON numbers into YAML ones.
func plainNumbers(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = plainNumbers(x[k])
		}
	case []any:
		for i := range x {
			x[i] = plainNumbers(x[i])
		}
	case json.Number:
		if i, err := x.Int64(); err == nil {
			return i
		}
		f, _ := x.Float64()
		return f
	}
	return v
}

// problemsOf lists the problems of an error that is config.Problems.
func problemsOf(err error) (config.Problems, error) {
	if err == nil {
		return nil, nil
	}
	var ps config.Problems
	if !errors.As(err, &ps) {
		return nil, err
	}
	return ps, nil
}

// named says whether one problem has the kind and names everything; names are
// paths with slashes, or words.
func named(ps config.Problems, kind string, names []string) bool {
	return slices.ContainsFunc(ps, func(p config.Problem) bool {
		if string(p.Kind) != kind {
			return false
		}
		text := p.Error()
		for _, n := range names {
			if !strings.Contains(text, n) && !strings.Contains(text, strings.ReplaceAll(n, "/", ".")) {
				return false
			}
		}
		return true
	})
}

func runnerConfig(_ *testing.T, f *topicFile, c *testCase) error {
	var in struct {
		Base  string            `json:"base"`
		Patch []patch           `json:"patch"`
		Env   map[string]string `json:"env"`
		Args  runArgs           `json:"args"`
	}
	var want struct {
		Accepted bool           `json:"accepted"`
		Kind     string         `json:"kind"`
		Names    []string       `json:"names"`
		Values   map[string]any `json:"values"`
	}
	expect, ok := c.want()
	if !ok {
		return errDeviation
	}
	if err := errors.Join(decode(c.Input, &in), decode(expect, &want)); err != nil {
		return err
	}
	text, err := patchedYAML(f, in.Base, in.Patch)
	if err != nil {
		return err
	}
	env := func(name string) (string, bool) { v, ok := in.Env[name]; return v, ok }
	cfg, err := config.Parse(text, "config.yml", env)
	ps, err := problemsOf(err)
	if err != nil {
		return err
	}
	if cfg != nil {
		more, err := problemsOf(in.Args.options().Check(cfg))
		if err != nil {
			return err
		}
		ps = append(ps, more...)
	}
	if !want.Accepted {
		if !named(ps, want.Kind, want.Names) {
			return fmt.Errorf("problems %v, want %s naming %v", ps, want.Kind, want.Names)
		}
		return nil
	}
	if len(ps) > 0 {
		return fmt.Errorf("refused: %w", ps)
	}
	return sameValues(cfg, want.Values)
}

// sameValues compares options, by path, with the configuration as read. Secrets
// are not in the redacted form and are looked at where they are.
func sameValues(cfg *config.Config, want map[string]any) error {
	if len(want) == 0 {
		return nil
	}
	text, err := cfg.Redacted()
	if err != nil {
		return err
	}
	var doc any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return err
	}
	for path, w := range want {
		var got any
		switch path {
		case "aws/access_key_id":
			got = cfg.AWS.AccessKeyID.Reveal()
		case "aws/secret_access_key":
			got = cfg.AWS.SecretAccessKey.Reveal()
		default:
			got = doc
			for k := range strings.SplitSeq(path, "/") {
				m, _ := got.(map[string]any)
				got = m[k]
			}
		}
		if !reflect.DeepEqual(got, plainNumbers(w)) && fmt.Sprint(got) != fmt.Sprint(w) {
			return fmt.Errorf("%s = %v, want %v", path, got, w)
		}
	}
	return nil
}

type runArgs struct {
	ResumeFrom *string  `json:"resume_from"`
	Skip       []string `json:"skip"`
	Include    []string `json:"include"`
	Debug      bool     `json:"debug"`
}

func (a *runArgs) options() *run.Options {
	o := &run.Options{Skip: a.Skip, Include: a.Include, Debug: a.Debug}
	if a.ResumeFrom != nil {
		o.ResumeFrom = *a.ResumeFrom
	}
	return o
}

// keyList is the full listing of all buckets, as URIs.
type keyList []string

func (ks keyList) Keys(_ context.Context, l config.Location) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		sorted := slices.Clone(ks)
		sort.Strings(sorted)
		for _, k := range sorted {
			if rest, ok := strings.CutPrefix(k, l.String()); ok && !yield(rest, nil) {
				return
			}
		}
	}
}

type stepsExpect struct {
	Accepted        bool              `json:"accepted"`
	Kind            *string           `json:"kind"`
	Names           []string          `json:"names"`
	Flags           map[string]bool   `json:"flags"`
	ArchiveEnriched *string           `json:"archive_enriched"`
	ArchiveShredded *string           `json:"archive_shredded"`
	LoaderSkip      []string          `json:"loader_skip"`
	LoaderInclude   []string          `json:"loader_include"`
	Plan            []json.RawMessage `json:"plan"`
	Exit            int               `json:"exit"`
}

type stepsInput struct {
	runArgs
	Mode    string   `json:"mode"`
	Now     string   `json:"now"`
	Objects keyList  `json:"objects"`
	Targets []string `json:"targets"`
}

func runnerSteps(_ *testing.T, f *topicFile, c *testCase) error {
	var in stepsInput
	var want stepsExpect
	var conf struct {
		Base  string  `json:"base"`
		Patch []patch `json:"patch"`
	}
	expect, ok := c.want()
	if !ok {
		return errDeviation
	}
	if err := errors.Join(decode(c.Input, &in), decode(expect, &want), decode(c.Config, &conf)); err != nil {
		return err
	}
	text, err := patchedYAML(f, conf.Base, conf.Patch)
	if err != nil {
		return err
	}
	cfg, err := config.Parse(text, "config.yml", func(string) (string, bool) { return "", false })
	if err != nil {
		return err
	}
	opts := in.options()
	if err := opts.Check(cfg); err != nil {
		return wantRefusal(err, &want)
	}
	flags := opts.Flags(cfg.Mode())
	if err := sameFlags(flags, &want); err != nil {
		return err
	}
	if !slices.Equal(flags.LoaderSkip(), want.LoaderSkip) || !slices.Equal(opts.Include, want.LoaderInclude) {
		return fmt.Errorf("loader skip %v include %v, want %v %v", flags.LoaderSkip(), opts.Include, want.LoaderSkip, want.LoaderInclude)
	}
	if in.Objects == nil {
		return nil
	}
	withoutKeys, err := loaderConfig(text)
	if err != nil {
		return err
	}
	return samePlan(f, cfg, withoutKeys, opts, flags, &in, &want)
}

// loaderConfig is a configuration as the loader must be handed it: both AWS keys
// empty. Absent and null are the same.
func loaderConfig(text string) (any, error) {
	var doc map[string]any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return nil, err
	}
	aws := doc["aws"].(map[string]any)
	aws["access_key_id"], aws["secret_access_key"] = "", ""
	dropNulls(doc)
	return doc, nil
}

func dropNulls(m map[string]any) {
	for k, v := range m {
		switch x := v.(type) {
		case nil:
			delete(m, k)
		case map[string]any:
			dropNulls(x)
		}
	}
}

// refusalKind names an outcome as the cases do.
func refusalKind(err error) string {
	var ps config.Problems
	var noData *run.NoDataError
	var notEmpty *run.NotEmptyError
	var state *run.StateError
	switch {
	case errors.As(err, &ps):
		return string(ps[0].Kind)
	case errors.As(err, &noData):
		return "no-data"
	case errors.As(err, &notEmpty):
		return "directory-not-empty"
	case errors.As(err, &state):
		return "unexpected-state"
	}
	return "other: " + err.Error()
}

func wantRefusal(err error, want *stepsExpect) error {
	if want.Accepted {
		return fmt.Errorf("refused: %w", err)
	}
	if kind := refusalKind(err); kind != *want.Kind {
		return fmt.Errorf("refused with %s (%w), want %s", kind, err, *want.Kind)
	}
	if got := run.OutcomeOf(err); int(got) != want.Exit {
		return fmt.Errorf("exit %d, want %d", got, want.Exit)
	}
	for _, n := range want.Names {
		if !strings.Contains(err.Error(), n) && !strings.Contains(err.Error(), strings.ReplaceAll(n, "/", ".")) {
			return fmt.Errorf("%w does not name %s", err, n)
		}
	}
	return nil
}

func sameFlags(f run.Flags, want *stepsExpect) error {
	got := map[string]bool{
		"staging": f.Staging, "enrich": f.Enrich, "staging_stream_enrich": f.StreamStaging, "shred": f.Shred,
		"es": f.Elasticsearch, "archive_raw": f.ArchiveRaw, "rdb_load": f.Load, "consistency_check": f.ConsistencyCheck,
		"load_manifest_check": f.LoadManifestCheck, "analyze": f.Analyze,
		"archive_enriched": f.ArchiveEnriched, "archive_shredded": f.ArchiveShredded,
	}
	for name, w := range want.Flags {
		if got[name] != w {
			return fmt.Errorf("step %s is %v, want %v", name, got[name], w)
		}
	}
	if w := want.ArchiveEnriched; w != nil && string(f.EnrichedArchive) != *w {
		return fmt.Errorf("archive enriched %s, want %s", f.EnrichedArchive, *w)
	}
	if w := want.ArchiveShredded; w != nil && string(f.ShreddedArchive) != *w {
		return fmt.Errorf("archive shredded %s, want %s", f.ShreddedArchive, *w)
	}
	return nil
}

func samePlan(f *topicFile, cfg *config.Config, withoutKeys any, opts *run.Options, flags run.Flags, in *stepsInput, want *stepsExpect) error {
	found, err := run.Preconditions(context.Background(), in.Objects, cfg, flags)
	if err != nil {
		return wantRefusal(err, want)
	}
	now, err := time.Parse(time.RFC3339, in.Now)
	if err != nil {
		return err
	}
	var docs map[string]json.RawMessage
	if err := json.Unmarshal(f.Targets, &docs); err != nil {
		return err
	}
	targets := make([]config.Target, len(in.Targets))
	for i, name := range in.Targets {
		t, err := config.ParseTarget(docs[name], name+".json")
		if err != nil {
			return err
		}
		targets[i] = *t
	}
	job := run.JVMJob(cfg, opts, found, run.NewID(now), now, run.Documents{
		Resolver: []byte("{}"), Enrichments: config.CombineEnrichments(nil), Targets: targets,
	}, func() string { return "{uuid}" })
	steps, err := emr.Steps(job)
	if err != nil {
		return wantRefusal(err, want)
	}
	if !want.Accepted {
		return fmt.Errorf("accepted with %d steps, want %s", len(steps), *want.Kind)
	}
	if len(steps) != len(want.Plan) {
		return fmt.Errorf("%d steps, want %d", len(steps), len(want.Plan))
	}
	for i, w := range want.Plan {
		if err := sameStep(steps[i], w, withoutKeys, targets); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}

// lostBackslashes are patterns that the original sends broken, and ours.
var lostBackslashes = map[string]string{".*.gz": `.*\.gz`, ".*/(w+)/.*": `.*/(\w+)/.*`}

func sameStep(got emr.Step, want json.RawMessage, withoutKeys any, targets []config.Target) error {
	var w struct {
		ID        string   `json:"id"`
		OnFailure string   `json:"on_failure"`
		Jar       string   `json:"jar"`
		Args      []string `json:"args"`
	}
	if err := decode(want, &w); err != nil {
		return err
	}
	if string(got.ID) != w.ID || got.ActionOnFailure != w.OnFailure || got.Jar != w.Jar || len(got.Args) != len(w.Args) {
		return fmt.Errorf("got %+v, want %+v", got, w)
	}
	for i, arg := range w.Args {
		if fixed, ok := lostBackslashes[arg]; ok {
			arg = fixed
		}
		if got.Args[i] == arg || sameToken(got.Args[i], arg, withoutKeys, targets) {
			continue
		}
		return fmt.Errorf("%s: argument %d is %q, want %q", w.ID, i, got.Args[i], arg)
	}
	return nil
}

// sameToken compares arguments that the cases only name.
func sameToken(got, token string, withoutKeys any, targets []config.Target) bool {
	text, err := base64.StdEncoding.DecodeString(got)
	if err != nil {
		return false
	}
	switch token {
	case "{base64:config}":
		var got any
		return yaml.Unmarshal(text, &got) == nil && reflect.DeepEqual(got, withoutKeys)
	case "{base64:target}", "{base64:duplicate-tracking-target}":
		return slices.ContainsFunc(targets, func(t config.Target) bool {
			doc, err := t.Document()
			return err == nil && string(doc) == string(text)
		})
	}
	return false
}
