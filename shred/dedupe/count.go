package dedupe

import "context"

// Count tells how many events of all bins got each verdict. Those that are simply
// kept are not in the file.
func (f *VerdictFile) Count(ctx context.Context) (map[Verdict]int64, error) {
	counts := make(map[Verdict]int64)
	var verdicts []uint64
	var err error
	for _, r := range f.bins {
		if verdicts, err = f.appendBin(ctx, r.bin, verdicts[:0]); err != nil {
			return nil, err
		}
		for _, v := range verdicts {
			counts[Verdict(v&3)]++
		}
	}
	return counts, nil
}
