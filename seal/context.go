package seal

// A Kind says what an object holds. It is part of the object's keys, so an
// object of one kind can not stand in for one of another.
type Kind string

// The kinds. Which object has which is listed in docs/architecture.md.
const (
	Raw       Kind = "raw"
	Enriched  Kind = "enriched"
	Shredded  Kind = "shredded"
	Bad       Kind = "bad"
	Manifest  Kind = "manifest"
	Exchange  Kind = "exchange"
	Warehouse Kind = "warehouse"
	Spill     Kind = "spill"
)

// Kinds lists every kind of object that lies in a store or in the temporary
// folder.
var Kinds = []Kind{Raw, Enriched, Shredded, Bad, Manifest, Exchange, Warehouse, Spill}

// A Context says what an object is and where it belongs. Reader and writer must
// agree on it; it is not stored in the object.
type Context struct {
	Kind  Kind
	RunID string // of the key, as in its record
	Path  string // below the location, without the element run=ID and without Suffix
}

// Suffix ends the name of every sealed object.
const Suffix = ".cmn"

// bytes is the form that enters the derivation of keys.
func (c Context) bytes() []byte {
	b := make([]byte, 0, len(c.Kind)+len(c.RunID)+len(c.Path)+2)
	b = append(b, c.Kind...)
	b = append(b, 0)
	b = append(b, c.RunID...)
	b = append(b, 0)
	return append(b, c.Path...)
}
