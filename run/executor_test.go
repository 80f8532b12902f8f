package run_test

import (
	"testing"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/run"
)

func TestRun(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		s := newShop(t, sealed)
		s.fill(300, 1, logs...)
		m := s.run(run.Options{})
		c := m.Counts[engine.StageEnrich]
		if c["in"] == 0 || c["in"] != c["good"]+c["failed"]+c["skipped"] {
			t.Errorf("counts of enrich: %v", c)
		}
		rows := s.rows("warehouse")
		var want int64
		for _, n := range m.Targets[0].Rows {
			want += n
		}
		if int64(len(rows)) != want {
			t.Errorf("%d rows, manifest says %d", len(rows), want)
		}
	})
}
