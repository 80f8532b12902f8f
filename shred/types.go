package shred

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
)

// A kind is a schema that entities have, with all that its rows have in common.
// Only schemas that some registry has become kinds, so made-up names take no
// memory.
type kind struct {
	key      iglu.Key
	schema   *iglu.Schema // nil for the one that we make ourselves
	encoding Encoding
	written  bool // false: the configuration skips it

	asEvent, asContext bool

	// JSON rows.
	table     Table
	schemaObj []byte // value of the member schema
	tree      []string

	// Tabular rows.
	family *family
	head   []byte // first four columns
	tail   []byte // the three columns after the time of the event
}

// A modelKey names a family.
type modelKey struct {
	vendor, name, format string
	model                int
}

// A family is a tabular table of all versions of a model.
type family struct {
	newest iglu.Version
	cols   int
	plan   *plan
	table  Table
}

// duplicateKey is the schema of the entity of events with a new id. Its columns
// are known, so it needs no registry.
var duplicateKey = iglu.Key{Vendor: "com.snowplowanalytics.snowplow", Name: "duplicate", Format: "jsonschema", Version: iglu.Version{Model: 1}}

var duplicateColumns = []ddl.Column{{Path: []string{"originalEventId"}, Name: "original_event_id"}}

// kindOf returns the kind of a schema's URI. The URI is not kept.
func (s *Shredder) kindOf(ctx context.Context, uri string) (*kind, error) {
	if k, ok := s.kinds[uri]; ok {
		return k, nil
	}
	schema, err := s.opts.Schemas.ByURI(ctx, uri)
	if err != nil {
		return nil, err
	}
	k := newKind(schema.Key(), schema)
	if k.encoding, k.written = s.opts.Formats.Of(k.key); k.written && k.encoding == EncodingTSV {
		if k.family, err = s.familyOf(ctx, k.key); err != nil {
			return nil, err
		}
	}
	s.kinds[strings.Clone(uri)] = k
	return k, nil
}

func newKind(key iglu.Key, schema *iglu.Schema) *kind {
	k := &kind{key: key, schema: schema}
	v := key.Version.String()
	k.schemaObj = fmt.Appendf(nil, `{"vendor":"%s","name":"%s","format":"%s","version":"%s"}`, key.Vendor, key.Name, key.Format, v)
	k.tree = []string{root, key.Name}
	k.head = []byte(key.Vendor + "\t" + key.Name + "\t" + key.Format + "\t" + v + "\t")
	k.tail = []byte("\t" + root + "\t" + string(appendTree(nil, k.tree)) + "\t" + root)
	return k
}

// familyOf returns the family that a key belongs to, with the columns of all
// versions up to it.
func (s *Shredder) familyOf(ctx context.Context, key iglu.Key) (*family, error) {
	mk := modelKey{key.Vendor, key.Name, key.Format, key.Version.Model}
	f, known := s.families[mk]
	if known && key.Version.Compare(f.newest) <= 0 {
		return f, nil
	}
	versions, err := s.opts.Schemas.Versions(ctx, key)
	if err != nil {
		return nil, err
	}
	var parsed []ddl.Version
	for _, v := range versions {
		of := key
		of.Version = v
		schema, err := s.opts.Schemas.ByURI(ctx, of.String())
		var bad *iglu.SchemaError
		if errors.As(err, &bad) && v != key.Version {
			continue // nobody can have sent data of a schema that is none
		}
		if err != nil {
			return nil, err
		}
		d, err := ddl.Parse(schema.Raw())
		if err != nil {
			return nil, &iglu.SchemaError{Key: of, Issues: []iglu.Issue{{Path: "$", Message: "not a JSON Schema"}}}
		}
		parsed = append(parsed, ddl.Version{Version: v, Schema: d})
	}
	if len(parsed) == 0 {
		return nil, fmt.Errorf("shred: no versions of %s", key)
	}
	slices.SortFunc(parsed, func(a, b ddl.Version) int { return a.Version.Compare(b.Version) })
	newest := key
	newest.Version = parsed[len(parsed)-1].Version
	if !known {
		f = &family{}
	}
	if err := s.open(f, newest, ddl.Family(parsed)); err != nil {
		return nil, err
	}
	s.families[mk] = f
	return f, nil
}

// open gives a family its columns and a table for them.
func (s *Shredder) open(f *family, newest iglu.Key, cols []ddl.Column) error {
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.Name
	}
	if f.table == nil || len(cols) != f.cols {
		t, err := s.out.Open(TableInfo{Folder: s.tabularFolder(newest), Key: newest, Encoding: EncodingTSV, Columns: names})
		if err != nil {
			return fmt.Errorf("open table: %w", err)
		}
		f.table = t
	}
	f.newest, f.cols, f.plan = newest.Version, len(cols), newPlan(cols)
	return nil
}

// jsonTable opens the table of a kind's JSON rows when the first comes.
func (s *Shredder) jsonTable(k *kind) (Table, error) {
	if k.table == nil {
		t, err := s.out.Open(TableInfo{Folder: s.jsonFolder(k.key), Key: k.key, Encoding: EncodingJSON})
		if err != nil {
			return nil, fmt.Errorf("open table: %w", err)
		}
		k.table = t
	}
	return k.table, nil
}

// The layout with which JSON and tabular rows lie in one run.
func (s *Shredder) jsonFolder(k iglu.Key) string {
	if s.opts.Layout == JSON {
		return JSON.Folder(k)
	}
	return ModelJSON.Folder(k)
}

func (s *Shredder) tabularFolder(k iglu.Key) string {
	if s.opts.Layout == JSON {
		return Tabular.Folder(k)
	}
	return ModelTSV.Folder(k)
}

// Types returns the types that good events had so far, by key, the events table
// first.
func (s *Shredder) Types() []TypeUse {
	kinds := slices.Collect(maps.Values(s.kinds))
	if s.duplicate != nil {
		kinds = append(kinds, s.duplicate)
	}
	uses := map[iglu.Key]TypeUse{}
	for _, k := range kinds {
		if k.written && (k.asEvent || k.asContext) {
			u := uses[k.key]
			uses[k.key] = TypeUse{k.key, k.encoding, u.Event || k.asEvent, u.Context || k.asContext}
		}
	}
	types := slices.SortedFunc(maps.Values(uses), func(a, b TypeUse) int {
		return strings.Compare(sortKey(a.Key), sortKey(b.Key))
	})
	return append([]TypeUse{{Key: AtomicKey, Encoding: EncodingTSV, Event: true}}, types...)
}

func sortKey(k iglu.Key) string {
	v := k.Version
	return k.Vendor + "\x00" + k.Name + "\x00" + k.Format + "\x00" + pad(v.Model) + pad(v.Revision) + pad(v.Addition)
}

func pad(n int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", 10-min(10, len(s))) + s
}
