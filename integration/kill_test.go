//go:build integration

package integration

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/load/loadtest"
)

// Killed at any moment and called again, the program brings the warehouse to what
// an undisturbed run puts there.
func TestKill(t *testing.T) {
	const events, objects = 4000, 7
	modes(t, func(t *testing.T, sealed bool) {
		kills := 20
		if !sealed {
			kills = 12
		}
		calm := newShop(t, sealed)
		calm.fill(events, objects)
		began := time.Now()
		calm.must()
		took := time.Since(began)
		// Once more: the first run of all reads the program from the disk.
		calm = newShop(t, sealed)
		calm.fill(events, objects)
		began = time.Now()
		calm.must()
		took = min(took, time.Since(began))
		want := calm.rows()

		r := rand.New(rand.NewPCG(11, 0))
		killed, resumed := 0, 0
		for i := range kills {
			s := newShop(t, sealed)
			s.fill(events, objects)
			at := time.Duration((float64(i) + r.Float64()) / float64(kills) * float64(took))
			what := fmt.Sprintf("killed after %s of %s", at.Round(time.Millisecond), took.Round(time.Millisecond))
			c := s.command(s.runArgs()...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(at, func() { _ = c.Process.Kill() })
			if c.Wait() != nil {
				killed++
			}
			if len(s.files("data/raw/processing")) > 0 || len(s.files("data/raw/in")) == 0 {
				resumed++
			}
			if code := s.run(); code != 0 && code != 3 {
				t.Errorf("%s: then exit %d: %s", what, code, s.stderr.String())
				continue
			}
			loadtest.Same(t, what, s.rows(), want)
			for _, folder := range []string{"data/raw/in", "data/raw/processing", "data/enriched/good", "data/shredded/good"} {
				if left := s.files(folder); len(left) > 0 {
					t.Errorf("%s: left in %s: %v", what, folder, left)
				}
			}
			for _, name := range s.files("data") {
				if strings.Contains(name, ".tmp-") || strings.Contains(name, ".work") {
					t.Errorf("%s: left over: %s", what, name)
				}
			}
			if i%5 > 0 {
				continue
			}
			if code := s.run(); code != 3 {
				t.Errorf("%s: a third call: exit %d, want 3", what, code)
			}
		}
		t.Logf("%d of %d runs were killed, %d of them after the first object had moved; undisturbed: %s", killed, kills, resumed, took)
		if killed < kills/2 {
			t.Errorf("only %d runs were killed", killed)
		}
	})
}
