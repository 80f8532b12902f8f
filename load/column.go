package load

import (
	"fmt"
	"slices"

	"github.com/camonica/camonica/event"
)

// A Type is what a column holds. Every target maps it to one of its own types.
type Type uint8

// The types of columns.
const (
	Text      Type = iota
	Int            // 32 bits
	BigInt         // 64 bits
	Double         // 64-bit float
	Decimal        // 18 digits, two of them after the point: money
	Bool           //
	Timestamp      // microseconds, UTC, without a zone
	Date           //
	UUID           //
	JSON           // compact JSON text
)

var typeNames = [...]string{"text", "int", "bigint", "double", "decimal", "bool", "timestamp", "date", "uuid", "json"}

// String returns the type's name as it stands in a warehouse entry.
func (t Type) String() string {
	if int(t) >= len(typeNames) {
		return fmt.Sprintf("type(%d)", uint8(t))
	}
	return typeNames[t]
}

// MarshalText returns the type's name.
func (t Type) MarshalText() ([]byte, error) {
	if int(t) >= len(typeNames) {
		return nil, fmt.Errorf("load: no type %d", uint8(t))
	}
	return []byte(typeNames[t]), nil
}

// UnmarshalText reads the type's name.
func (t *Type) UnmarshalText(b []byte) error {
	i := slices.Index(typeNames[:], string(b))
	if i < 0 {
		return fmt.Errorf("load: unknown column type %q", b)
	}
	*t = Type(i)
	return nil
}

// Widen returns the narrowest type for values of a and of b. It always exists:
// whatever has nothing else in common is text. Whole numbers beside fractions
// become Double, which is exact up to 2^53.
func Widen(a, b Type) Type {
	if a > b {
		a, b = b, a
	}
	switch {
	case a == b:
		return a
	case a == Int && (b == BigInt || b == Decimal):
		return b
	case a <= Decimal && b <= Decimal && a != Text:
		return Double
	case a == Timestamp && b == Date:
		return Timestamp
	}
	return Text
}

// A Column is one column of a table.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
	// Nullable is what the schema promises. Targets may show it; none refuses a
	// null because of it, since the next version may take the promise back.
	Nullable bool `json:"nullable"`
	// Paths lead to the value in an entity's data, for rows in JSON; the first
	// that leads to something counts. There is none for the columns that the
	// entity's key and hierarchy give.
	Paths [][]string `json:"-"`
}

// A Table is a name, unique in the target, with its columns in order.
type Table struct {
	Name    string   `json:"name"`
	Schema  string   `json:"schema,omitempty"` // Iglu URI of the newest version built in
	Columns []Column `json:"columns"`
}

// Names of the tables that every target has. They live in the SQL schema
// "atomic", as those of the entities do.
const (
	EventsTable = "events"
	FailedTable = "failed_events"
	SQLSchema   = "atomic"
)

// Events returns the events table: the 128 atomic columns.
func Events() Table {
	t := Table{Name: EventsTable, Schema: "iglu:com.snowplowanalytics.snowplow/atomic/jsonschema/1-0-0"}
	for c := range event.Column(event.Count) {
		if !c.Atomic() {
			continue
		}
		info := event.Table[c]
		t.Columns = append(t.Columns, Column{Name: info.Name, Type: eventType(info), Nullable: !info.Required})
	}
	return t
}

func eventType(info event.Info) Type {
	switch info.Kind {
	case event.Timestamp:
		return Timestamp
	case event.Int:
		return Int
	case event.Bool:
		return Bool
	case event.Float:
		return Double
	case event.UUID:
		// What may be pseudonymised may be any text.
		if !info.PII {
			return UUID
		}
	case event.Decimal:
		if info.Money {
			return Decimal
		}
		return Double
	}
	return Text
}

// Failed returns the table of failed events: what failed and where its replay
// lies, never the payload.
func Failed() Table {
	return Table{Name: FailedTable, Columns: []Column{
		{Name: "family", Type: Text},
		{Name: "failure_tstamp", Type: Timestamp, Nullable: true},
		{Name: "schema", Type: Text, Nullable: true},
		{Name: "field", Type: Text, Nullable: true},
		{Name: "reason", Type: Text, Nullable: true},
		{Name: "processor", Type: Text, Nullable: true},
		{Name: "app_id", Type: Text, Nullable: true},
		{Name: "collector_tstamp", Type: Timestamp, Nullable: true},
		{Name: "event_id", Type: Text, Nullable: true},
		{Name: "source_object", Type: Text},
		{Name: "source_line", Type: BigInt},
	}}
}

// Meta returns the nine columns that every entity table starts with.
func Meta() []Column {
	return []Column{
		{Name: "schema_vendor", Type: Text},
		{Name: "schema_name", Type: Text},
		{Name: "schema_format", Type: Text},
		{Name: "schema_version", Type: Text},
		{Name: "root_id", Type: UUID},
		{Name: "root_tstamp", Type: Timestamp},
		{Name: "ref_root", Type: Text},
		{Name: "ref_tree", Type: Text},
		{Name: "ref_parent", Type: Text},
	}
}
