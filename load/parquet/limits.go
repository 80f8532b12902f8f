package parquet

// Sizes. A Writer holds groupBytes of finished pages, and per column one open
// page of about 100 KiB and a dictionary of up to 200 KiB: for rows as web
// trackers make them some 30 MiB, below 64 MiB if all 128 columns are long and
// never repeat.
const (
	// groupRows and groupBytes end a row group: 60 of DuckDB's vectors, or so
	// many compressed bytes. A reader fetches a column of one group at once.
	groupRows  = 60 * 2048
	groupBytes = 8 << 20
	// pageRows and pageBytes end a page; a reader decodes one at a time.
	pageRows  = 16384
	pageBytes = 96 << 10
	// A dictionary that grows past dictEntries or dictBytes is given up for
	// plain values, as is one that after dictProbe values holds more than three
	// of four of them.
	dictEntries = 1 << 14
	dictBytes   = 192 << 10
	dictProbe   = 1024
	// maxFooter and maxPage bound what a reader allocates for a file that
	// claims to be ours.
	maxFooter = 64 << 20
	maxPage   = 256 << 20
	// surePage is the size of a page that is allocated because the page says so:
	// only single values of more make a larger one.
	surePage = 1 << 20
	// tailBytes is what a reader fetches first: most footers fit.
	tailBytes = 64 << 10
	// Chunks with at most maxGap bytes between them are fetched in one request
	// of at most maxFetch bytes.
	maxGap   = 32 << 10
	maxFetch = 8 << 20
)
