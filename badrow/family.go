package badrow

// A Family is the kind of a failed event; it names the schema and the folder.
type Family string

// The families that enrich writes. R108 is the family of rows in the form of
// R108, which tell nothing of their kind.
const (
	FormatViolation    Family = "collector_payload_format_violation" // the record could not be read
	AdapterFailures    Family = "adapter_failures"                   // a webhook payload could not be made into events
	TrackerViolations  Family = "tracker_protocol_violations"        // a tracker payload could not be made into events
	SchemaViolations   Family = "schema_violations"                  // parameters, entities or lengths are invalid
	EnrichmentFailures Family = "enrichment_failures"                // a step of enrich failed
	SizeViolation      Family = "size_violation"                     // larger than the limit
	GenericError       Family = "generic_error"                      // anything else
	R108               Family = "r108"
)

// vendor is the vendor of all schemas of failed events.
const vendor = "com.snowplowanalytics.snowplow.badrows"

var versions = map[Family]string{
	FormatViolation:    "1-0-0",
	AdapterFailures:    "1-0-0",
	TrackerViolations:  "1-0-1",
	SchemaViolations:   "2-0-1",
	EnrichmentFailures: "2-0-1",
	SizeViolation:      "1-0-0",
	GenericError:       "1-0-0",
	LoaderParsing:      "2-0-0",
	LoaderIglu:         "2-0-1",
	LoaderRuntime:      "1-0-1",
}

// Schema returns the Iglu URI of the version that we write, "" for R108.
func (f Family) Schema() string {
	v, ok := versions[f]
	if !ok {
		return ""
	}
	return "iglu:" + vendor + "/" + string(f) + "/jsonschema/" + v
}
