package run_test

import (
	"context"
	"strings"
	"testing"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

func TestListInputs(t *testing.T) {
	ctx := context.Background()
	stores := map[string]store.Store{}
	for folder, keys := range map[string][]string{
		"/w/in/a/": {"i-1/localhost_access_log.txt.gz", "catalina.out"},
		"/w/in/b/": {"i-1/localhost_access_log.txt.gz", "i-2/_var_localhost_access_log.txt1.gz"},
	} {
		st := mem.New()
		for _, k := range keys {
			if _, err := st.Put(ctx, k, strings.NewReader("x")); err != nil {
				t.Fatal(err)
			}
		}
		stores[folder] = st
	}
	open := run.Stores(func(_ context.Context, l config.Location) (store.Store, error) { return stores[l.Prefix], nil })
	c := configOf(t, batchYAML)
	got, err := run.ListInputs(ctx, open, c)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, in := range got {
		names[in.Staged] = true
		if strings.Contains(in.Staged, "/") || strings.Contains(in.Staged, "-_") || in.State != run.InputListed || in.Size != 1 {
			t.Errorf("input %+v", in)
		}
	}
	if len(got) != 3 || len(names) != 3 {
		t.Errorf("inputs %+v, want 3 with names of their own", got)
	}
	if empty, err := run.IsEmpty(ctx, open, c.AWS.S3.Buckets.Raw.In[0], run.RawFilter(config.CljTomcat)); empty || err != nil {
		t.Errorf("IsEmpty over a store: %v, %v", empty, err)
	}
}

func TestOutcomeOf(t *testing.T) {
	for err, want := range map[error]run.Outcome{
		nil:                  run.Succeeded,
		&run.NoDataError{}:   run.NoData,
		&run.NotEmptyError{}: run.NotEmpty,
		&run.StateError{}:    run.Failed,
		&run.LockedError{}:   run.Locked,
		context.Canceled:     run.Failed,
	} {
		if got := run.OutcomeOf(err); got != want {
			t.Errorf("OutcomeOf(%v) = %d, want %d", err, got, want)
		}
	}
}

func TestLockPath(t *testing.T) {
	c := configOf(t, batchYAML)
	if path, ok := run.LockPath(c); !ok || path != "/w/log/camonica/lock" {
		t.Errorf("lock path %s, %v", path, ok)
	}
	c.AWS.S3.Buckets.Log = config.Location{Scheme: "s3", Bucket: "b", Prefix: "log/"}
	if _, ok := run.LockPath(c); ok {
		t.Error("S3 cannot be locked with flock")
	}
}

func TestPlanText(t *testing.T) {
	p, err := makePlan(t, run.Options{}, files{rawLog}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := p.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"run 2026-01-02-03-04-05, batch mode, engine local", "from file:///w/in/b/", "to   file:///w/e/good/run=2026-01-02-03-04-05/", "rdb_load pg"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if p.Idle() {
		t.Error("the plan has something to do")
	}
}
