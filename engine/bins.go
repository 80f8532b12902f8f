package engine

import (
	"cmp"
	"container/heap"
	"slices"
)

// Limits of bins.
const (
	// MaxBins of a stage: every bin costs two documents, a done record and, on a
	// cluster, a task.
	MaxBins = 20_000
	// BinsPerSlot at least, so that a slow bin does not leave slots idle.
	BinsPerSlot = 3
)

// Pack distributes splits over bins: the largest first, each into the bin that
// holds least (longest processing time first). Equal sizes go by key, so the
// same input gives the same bins. There are as many bins as target bytes per bin
// ask for, at least BinsPerSlot for each of slots where there are splits enough.
// The bins come out largest first; a bin's splits are in the order of their keys.
func Pack(splits []Split, target int64, slots int) []Bin {
	if len(splits) == 0 {
		return nil
	}
	var total int64
	for _, s := range splits {
		total += s.Size
	}
	target = max(1, target)
	n := int((total + target - 1) / target)
	n = min(max(n, slots*BinsPerSlot), len(splits), MaxBins)
	sorted := slices.Clone(splits)
	slices.SortFunc(sorted, func(a, b Split) int {
		return cmp.Or(cmp.Compare(b.Size, a.Size), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Key, b.Key))
	})
	h := make(binHeap, n)
	for i := range h {
		h[i] = &load{index: i}
	}
	for _, s := range sorted {
		l := h[0]
		l.size += s.Size
		l.splits = append(l.splits, s)
		heap.Fix(&h, 0)
	}
	slices.SortFunc(h, func(a, b *load) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.index, b.index))
	})
	bins := make([]Bin, n)
	for i, l := range h {
		slices.SortFunc(l.splits, func(a, b Split) int {
			return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Key, b.Key))
		})
		bins[i] = Bin{Bin: i, Splits: l.splits}
	}
	return bins
}

// load is a bin being filled.
type load struct {
	index  int
	size   int64
	splits []Split
}

// binHeap has the emptiest bin on top: of equal ones that with fewer splits – empty
// objects are work, too –, then the first.
type binHeap []*load

func (h binHeap) Len() int { return len(h) }
func (h binHeap) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].size, h[j].size), cmp.Compare(len(h[i].splits), len(h[j].splits)), cmp.Compare(h[i].index, h[j].index)) < 0
}
func (h binHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *binHeap) Push(x any)   { *h = append(*h, x.(*load)) }
func (h *binHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
