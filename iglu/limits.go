package iglu

import "time"

const (
	// MaxSchemaBytes is the size up to which a schema or a list of schemas is
	// read; the largest of Iglu Central has 31,908 bytes.
	MaxSchemaBytes = 1 << 20

	maxKeyPart       = 128       // bytes of vendor, name and format each, as in enrich 6.7.1
	maxVersionNumber = 1<<31 - 1 // numbers of a version are 32-bit in the JVM tools

	maxSchemaDepth  = 64  // nesting of a schema; the deepest of Iglu Central has 24
	maxReports      = 32  // reports of one instance, then a count
	maxIssues       = 32  // faults named of one schema
	maxErrors       = 32  // distinct errors kept per registry in a lookup history
	maxReportedName = 128 // bytes of a member name in a report

	maxPatternBytes = 4 << 10
	maxPatternTime  = 100 * time.Millisecond // of one match by the backtracking engine

	// maxSteps bounds the work of one validation: schemas that refer to
	// themselves in several branches could else take exponential time.
	maxSteps = 1 << 20

	maxUnknownKeys = 10_000 // distinct keys that no registry had and that are still asked for
)
