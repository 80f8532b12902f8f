package convert

// A Kind names what is wrong with a value.
type Kind string

// The kinds of faults.
const (
	NotInteger         Kind = "not-an-integer"
	NotDecimal         Kind = "not-a-double"
	NotBool            Kind = "not-a-boolean-byte"
	NotUUID            Kind = "not-a-uuid"
	NotMillis          Kind = "not-epoch-ms"
	TimeRange          Kind = "timestamp-out-of-range"
	NotDimensions      Kind = "not-view-dimensions"
	DimensionRange     Kind = "dimension-out-of-range"
	UnknownEventCode   Kind = "unknown-event-code"
	UnknownPlatform    Kind = "unknown-platform"
	NotBase64          Kind = "base64"
	NotJSON            Kind = "invalid-json"
	NoCollectorTime    Kind = "missing-collector-tstamp"
	NoCollectorVersion Kind = "collector-version-missing"
)

// An Error tells why a value has no place in its column.
type Error struct {
	Kind Kind
	Want string // what was expected, in our words
}

func (e *Error) Error() string { return "convert: expected " + e.Want }

var (
	errInteger        = &Error{NotInteger, "an integer of 32 bits"}
	errDecimal        = &Error{NotDecimal, "a decimal number"}
	errDecimalDigits  = &Error{NotDecimal, "a decimal number of at most 400 digits"}
	errBool           = &Error{NotBool, "1 or 0"}
	errUUID           = &Error{NotUUID, "a UUID such as 00000000-0000-0000-0000-000000000000"}
	errMillis         = &Error{NotMillis, "milliseconds since 1970-01-01"}
	errTimeRange      = &Error{TimeRange, "a time in the years 0 to 9999"}
	errDimensions     = &Error{NotDimensions, "width and height such as 1200x800"}
	errDimensionRange = &Error{DimensionRange, "width and height within 32 bits"}
	errEventCode      = &Error{UnknownEventCode, "one of pv, pp, ue, se, ev, tr, ti, ad"}
	errPlatform       = &Error{UnknownPlatform, "one of web, mob, pc, srv, app, tv, cnsl, iot, headset"}
	errBase64         = &Error{NotBase64, "a value in Base64"}
	errEmptyJSON      = &Error{NotJSON, "a JSON text, not an empty one"}
	errJSONDepth      = &Error{NotJSON, "a JSON text that is nested less deeply"}
	errNoTime         = &Error{NoCollectorTime, "a time at which the collector got the event"}
	errNoCollector    = &Error{NoCollectorVersion, "the name or version of the collector"}
)
