package run_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/run"
)

const batchYAML = `
aws:
  s3:
    buckets:
      log: file:///w/log
      encrypted: false
      raw: {in: ["file:///w/in/a", "file:///w/in/b"], processing: "file:///w/processing", archive: "file:///w/archive"}
      enriched: {good: "file:///w/e/good", bad: "file:///w/e/bad", archive: "file:///w/e/archive"}
      shredded: {good: "file:///w/s/good", bad: "file:///w/s/bad", archive: "file:///w/s/archive"}
collectors: {format: clj-tomcat}
enrich: {output_compression: NONE}
storage: {versions: {rdb_loader: "0.14.0", rdb_shredder: "0.13.1", hadoop_elasticsearch: "0.1.0"}}
monitoring: {tags: {}, logging: {level: INFO}}
`

func configOf(t *testing.T, text string) *config.Config {
	t.Helper()
	c, err := config.Parse(text, "config.yml", func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// files lists the given paths, as locations of files do.
type files []string

func (fs files) Keys(_ context.Context, l config.Location) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, f := range slices.Sorted(slices.Values(fs)) {
			if rest, ok := strings.CutPrefix(f, l.Prefix); ok && !yield(rest, nil) {
				return
			}
		}
	}
}

var start = time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)

func target(t *testing.T, name, schema, purpose string) config.Target {
	t.Helper()
	text := fmt.Sprintf(`{"schema":"iglu:com.snowplowanalytics.snowplow.storage/%s/jsonschema/1-0-0","data":{"name":%q,"purpose":%q}}`, schema, name, purpose)
	d, err := config.ParseTarget([]byte(text), name+".json")
	if err != nil {
		t.Fatal(err)
	}
	return *d
}

func makePlan(t *testing.T, o run.Options, fs files, m *run.Manifest) (*run.Plan, error) {
	t.Helper()
	c := configOf(t, batchYAML)
	if err := o.Check(c); err != nil {
		t.Fatal(err)
	}
	return run.Make(context.Background(), run.Request{
		Config: c, Options: &o, Unfinished: m, Lister: fs, Now: start,
		Targets: []config.Target{target(t, "pg", config.Postgres, config.EnrichedEvents), target(t, "es", config.Elastic, config.FailedEvents)},
		NewID: func(ctx context.Context) (run.ID, time.Time, error) {
			return run.FreeID(ctx, fs, c, time.UTC, func() time.Time { return start })
		},
	})
}

// actions writes the steps of a plan as step:action, in order.
func actions(p *run.Plan) string {
	var all []string
	for _, s := range p.Steps {
		all = append(all, s.Name+":"+string(s.Action))
	}
	return strings.Join(all, " ")
}

const (
	rawLog   = "/w/in/b/x/localhost_access_log.2026.txt.gz"
	enriched = "/w/e/good/run=2026-01-01-00-00-00/"
	shredded = "/w/s/good/run=2026-01-01-00-00-00/"
)

func TestMake(t *testing.T) {
	f := func(name string, o run.Options, fs files, wantRun, want string) {
		t.Helper()
		p, err := makePlan(t, o, fs, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if got := actions(p); got != want || string(p.Run) != wantRun {
			t.Errorf("%s: run %s\n got %s\nwant %s", name, p.Run, got, want)
		}
	}
	const first = "2026-01-01-00-00-00"
	f("new data", run.Options{}, files{rawLog}, "2026-01-02-03-04-05",
		"staging:run enrich:run shred:run elasticsearch:run archive_raw:run rdb_load:run archive_enriched:run archive_shredded:run")
	f("resume from shred goes on under the folder's id", run.Options{ResumeFrom: "shred"}, files{enriched + "part-00000", enriched + "_SUCCESS"}, first,
		"staging:skip enrich:skip shred:run elasticsearch:run archive_raw:run rdb_load:run archive_enriched:run archive_shredded:run")
	f("resume from elasticsearch has its folders", run.Options{ResumeFrom: "elasticsearch"}, files{shredded + "_SUCCESS"}, first,
		"staging:skip enrich:skip shred:skip elasticsearch:run archive_raw:run rdb_load:run archive_enriched:skip archive_shredded:run")
	f("resume from analyze analyzes", run.Options{ResumeFrom: "analyze"}, files{shredded + "_SUCCESS"}, first,
		"staging:skip enrich:skip shred:skip elasticsearch:skip archive_raw:skip rdb_load:skip analyze:run archive_enriched:skip archive_shredded:run")
	f("skip shred without an old folder", run.Options{Skip: []string{"shred"}}, files{rawLog}, "2026-01-02-03-04-05",
		"staging:run enrich:run shred:skip elasticsearch:run archive_raw:run rdb_load:skip archive_enriched:run archive_shredded:skip")
	f("nothing to archive is done", run.Options{ResumeFrom: "archive_shredded"}, nil, "2026-01-02-03-04-05",
		"staging:skip enrich:skip shred:skip elasticsearch:skip archive_raw:skip rdb_load:skip archive_enriched:skip archive_shredded:skip")
	f("skip everything", run.Options{Skip: run.Skippable}, files{rawLog}, "2026-01-02-03-04-05",
		"staging:skip enrich:skip shred:skip elasticsearch:skip archive_raw:skip rdb_load:skip archive_enriched:skip archive_shredded:skip")
}

func TestMakeRefuses(t *testing.T) {
	f := func(name string, o run.Options, fs files, m *run.Manifest, want run.Outcome, text string) {
		t.Helper()
		_, err := makePlan(t, o, fs, m)
		if err == nil || run.OutcomeOf(err) != want || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v (outcome %d), want outcome %d with %q", name, err, run.OutcomeOf(err), want, text)
		}
	}
	f("no raw data", run.Options{}, files{"/w/in/a/catalina.out"}, nil, run.NoData, "file:///w/in/a/")
	f("leftovers without raw data", run.Options{}, files{enriched + "part-00000"}, nil, run.NoData, "")
	f("leftovers", run.Options{}, files{rawLog, enriched + "part-00000"}, nil, run.NotEmpty, "file:///w/e/good/")
	f("processing not empty", run.Options{}, files{rawLog, "/w/processing/x"}, nil, run.NotEmpty, "processing")
	f("folder without success mark", run.Options{ResumeFrom: "shred"}, files{enriched + "part-00000"}, nil, run.Failed, "_SUCCESS")
	f("raw data archived unprocessed", run.Options{Skip: []string{"enrich"}}, files{rawLog}, nil, run.Failed, "archive_raw")
	m := &run.Manifest{Run: "2026-01-01-00-00-00"}
	f("skip with an unfinished run", run.Options{Skip: []string{"shred"}}, files{rawLog}, m, run.NotEmpty, "camonica run abandon 2026-01-01-00-00-00")
	m = &run.Manifest{Run: "2026-01-01-00-00-00", Steps: []run.StepState{{Step: "staging", State: run.Done}, {Step: "enrich", State: run.Broken}}}
	f("resume past an undone step", run.Options{ResumeFrom: "shred"}, nil, m, run.Failed, "enrich")
}

func TestMakeResumes(t *testing.T) {
	m := &run.Manifest{Run: "2026-01-01-00-00-00", ETLTstamp: 42, Steps: []run.StepState{
		{Step: "staging", State: run.Done, Ended: start}, {Step: "enrich", State: run.Done, Ended: start}, {Step: "shred", State: run.Running},
	}}
	f := func(resumeFrom, want string) {
		t.Helper()
		// Leftovers of the run are no hindrance.
		p, err := makePlan(t, run.Options{ResumeFrom: resumeFrom}, files{rawLog, enriched + "part-00000", "/w/processing/x"}, m)
		if err != nil {
			t.Fatal(err)
		}
		if got := actions(p); got != want || p.Run != m.Run || p.ETLTstamp != 42 || !p.Resumed {
			t.Errorf("from %q: %+v\n got %s\nwant %s", resumeFrom, p, got, want)
		}
	}
	const rest = " shred:run elasticsearch:run archive_raw:run rdb_load:run archive_enriched:run archive_shredded:run"
	f("", "staging:done enrich:done"+rest)
	f("enrich", "staging:done enrich:run"+rest)
	f("shred", "staging:done enrich:done"+rest)
}

func TestMakeForOneTarget(t *testing.T) {
	m := &run.Manifest{Run: "2026-01-01-00-00-00", Steps: []run.StepState{
		{Step: "staging", State: run.Done}, {Step: "enrich", State: run.Done}, {Step: "shred", State: run.Done},
		{Step: "elasticsearch", Target: "es", State: run.Done}, {Step: "archive_raw", State: run.Done},
	}}
	f := func(m *run.Manifest, o run.Options, fs files, want string, ends bool) {
		t.Helper()
		p, err := makePlan(t, o, fs, m)
		if err != nil {
			t.Fatal(err)
		}
		if got := actions(p); got != want || p.Ends() != ends {
			t.Errorf("ends %v\n got %s\nwant %s", p.Ends(), got, want)
		}
	}
	const done = "staging:done enrich:done shred:done elasticsearch:done archive_raw:done "
	f(m, run.Options{Target: "es"}, nil, done+"rdb_load:wait archive_enriched:wait archive_shredded:wait", false)
	f(m, run.Options{Target: "pg"}, nil, done+"rdb_load:run archive_enriched:run archive_shredded:run", true)
	// R108's way of leaving out what is loaded goes on to the archives.
	f(nil, run.Options{Target: "es", ResumeFrom: "rdb_load"}, files{shredded + "_SUCCESS"},
		"staging:skip enrich:skip shred:skip elasticsearch:skip archive_raw:skip rdb_load:skip archive_enriched:skip archive_shredded:run", true)
	_, err := makePlan(t, run.Options{Target: "none"}, nil, m)
	if err == nil || !strings.Contains(err.Error(), "pg, es") {
		t.Errorf("unknown target: %v", err)
	}
}

func TestFreeIDWaits(t *testing.T) {
	c := configOf(t, batchYAML)
	at := start
	now := func() time.Time { at = at.Add(time.Second - 5*time.Millisecond); return at }
	id, _, err := run.FreeID(context.Background(), files{"/w/log/camonica/run=2026-01-02-03-04-06/manifest.json"}, c, time.UTC, now)
	if err != nil || id != "2026-01-02-03-04-07" {
		t.Errorf("id %s, %v; want the second after the taken one", id, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err = run.FreeID(ctx, files{"/w/e/bad/run=2026-01-02-03-04-05/x"}, c, time.UTC, func() time.Time { return start })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want it to stop waiting", err)
	}
}
