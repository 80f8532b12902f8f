package run

import (
	"runtime"
	"sync"

	"github.com/camonica/camonica/engine"
)

// stageProgress sums the counts of the bins of a stage as they end.
type stageProgress struct {
	w     *work
	stage string
	total int

	mu     sync.Mutex
	done   int
	counts map[string]int64
}

func (p *stageProgress) bin(d *engine.Done) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	sum := make(map[string]int64, len(d.Counts))
	for name, n := range p.counts {
		sum[name] = n
	}
	for name, n := range d.Counts {
		sum[name] += n
	}
	p.counts = sum
	p.w.tell(Progress{Kind: StageMoved, Stage: p.stage, Done: p.done, Total: p.total, Counts: sum})
}

func defaultSlots() int { return runtime.GOMAXPROCS(0) }
