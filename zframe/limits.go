package zframe

const (
	// MaxWindow is the largest window; zstd --long needs as much. Frames that ask
	// for more are refused.
	MaxWindow = 128 << 20
	// SureWindow is the window that a frame gets for the asking. Levels 1 and 2
	// ask for no more.
	SureWindow = 1 << 20
	// PerByte is how many bytes of window each compressed byte that has arrived
	// vouches for: more than logs compress to, so that frames of usual content are
	// decompressed once. It is also how much is read ahead: a sixteenth of the
	// window, 8 MiB at most.
	PerByte = 16

	// keptWindow is up to which window a reader keeps its memory for the next
	// object: what levels without --long or --ultra need.
	keptWindow = 8 << 20
	// widening is how much larger the window becomes when a frame is read again,
	// so that at most a third of what is decompressed was so before.
	widening = 4
	// maxBlock is what a block decompresses to at most.
	maxBlock = 128 << 10
)
