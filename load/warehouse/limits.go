package warehouse

const (
	// maxEntry bounds an entry: a run of 100,000 segments has 30 MB.
	maxEntry = 256 << 20
	// maxProblems is how many bad values a segment names one by one.
	maxProblems = 100
	// readers is how many entries are fetched at a time.
	readers = 16
)
