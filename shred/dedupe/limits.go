package dedupe

// Sizes. A worker's memory is a few times segmentRows or the bucket size,
// whatever the number of events.
const (
	// segmentRows is how many rows a KeyWriter holds before it writes them as a
	// segment: 10 MiB of rows and as much of encoded text. A bin of the usual
	// 128 MiB compressed input has two to four segments, which is what a bucket's
	// range reads cost.
	segmentRows = 1 << 18

	// LocalBucket and ClusterBucket are the bucket sizes, in bytes of short rows,
	// of the local engine and of clusters.
	LocalBucket   = 32 << 20
	ClusterBucket = 512 << 20

	// bytesPerKey is how much compressed input we expect an event to take. Too
	// many buckets do no harm, so this is on the low side.
	bytesPerKey = 150

	// maxBuckets keeps a segment's index and the number of range reads sane.
	maxBuckets = 1 << 16

	// maxCardinality bounds the survivors of one id that wait for the next one.
	maxCardinality = 1 << 10

	// mergeBuffer is the read buffer of one sorted run.
	mergeBuffer = 64 << 10

	// indexBytes bounds the index of a key or verdict file that we read.
	indexBytes = 256 << 20
)

// Buckets returns the number of buckets for that much compressed input.
func Buckets(compressed, bucketSize int64) int {
	n := (compressed/bytesPerKey*shortRow + bucketSize - 1) / bucketSize
	return int(min(max(n, 1), maxBuckets))
}
