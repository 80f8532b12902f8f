package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Purposes of targets.
const (
	EnrichedEvents    = "ENRICHED_EVENTS"
	FailedEvents      = "FAILED_EVENTS"
	DuplicateTracking = "DUPLICATE_TRACKING"
)

// Names of target schemas.
const (
	Redshift = "redshift_config"
	Postgres = "postgresql_config"
	Elastic  = "elastic_config"
	DynamoDB = "amazon_dynamodb_config"
	DuckDB   = "duckdb_config" // vendor com.camonica: the embedded warehouse
)

var targetVendors = map[string]string{
	Redshift: "com.snowplowanalytics.snowplow.storage",
	Postgres: "com.snowplowanalytics.snowplow.storage",
	Elastic:  "com.snowplowanalytics.snowplow.storage",
	DynamoDB: "com.snowplowanalytics.snowplow.storage",
	DuckDB:   "com.camonica",
}

// A Target is one storage target: a self-describing JSON of the targets folder.
// The document may hold passwords and is never printed.
type Target struct {
	File    string
	URI     string // of its schema
	Schema  string // name of the schema, such as redshift_config
	Name    string // data.name
	ID      string // data.id, "" if it has none
	Purpose string // data.purpose
	// Data is the member data as it stands in the file. It may hold secrets.
	Data []byte `json:"-"`

	raw []byte // the file
}

// Location is the folder of an embedded warehouse; ErrLocation if the target has
// none.
func (t *Target) Location() (Location, error) {
	var data struct {
		Location string `json:"location"`
	}
	if err := json.Unmarshal(t.Data, &data); err != nil {
		return Location{}, fmt.Errorf("read target %s: %w", t.Name, err)
	}
	s, err := AddSlash(data.Location)
	if err != nil {
		return Location{}, err
	}
	return ParseLocation(s)
}

// ReadTargets reads every *.json of a folder, by name. The error is Problems, or
// that of the file system.
func ReadTargets(dir string) ([]Target, error) {
	files, err := jsonFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("read targets: %w", err)
	}
	var all []Target
	var ps Problems
	for _, file := range files {
		text, err := readFile(file)
		if err != nil {
			return nil, fmt.Errorf("read targets: %w", err)
		}
		t, err := ParseTarget(text, file)
		var found Problems
		if errors.As(err, &found) {
			ps = append(ps, found...)
			continue
		}
		all = append(all, *t)
	}
	ps = append(ps, doubledIDs(all)...)
	return all, ps.err()
}

// ParseTarget reads one target document. The error is Problems.
func ParseTarget(text []byte, file string) (*Target, error) {
	doc, ps := parseDocument(text, file)
	if ps != nil {
		return nil, ps
	}
	if vendor := targetVendors[doc.key.Name]; vendor == "" || vendor != doc.key.Vendor {
		return nil, Problems{doc.problem(InvalidValue, doc.root.Get("schema"), "schema", doc.key.String(),
			"a schema of "+strings.Join([]string{Redshift, Postgres, Elastic, DynamoDB}, ", ")+", or iglu:com.camonica/duckdb_config/jsonschema/1-0-0")}
	}
	// Members of other types are for the schema to report.
	return &Target{
		File: file, URI: doc.key.String(), Schema: doc.key.Name,
		Name: doc.text("name"), ID: doc.text("id"), Purpose: doc.text("purpose"),
		Data: bytes.Clone(doc.data.Raw()), raw: text,
	}, nil
}

// Document returns the target as compact self-describing JSON, secrets and all.
func (t *Target) Document() ([]byte, error) {
	var b bytes.Buffer
	uri, err := json.Marshal(t.URI)
	if err != nil {
		return nil, fmt.Errorf("encode target: %w", err)
	}
	b.WriteString(`{"schema":`)
	b.Write(uri)
	b.WriteString(`,"data":`)
	if err := json.Compact(&b, t.Data); err != nil {
		return nil, fmt.Errorf("encode target: %w", err)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// WithPurpose returns the targets of a purpose.
func WithPurpose(all []Target, purpose string) []Target {
	return slices.DeleteFunc(slices.Clone(all), func(t Target) bool { return t.Purpose != purpose })
}

// doubledIDs reports ids that several targets have.
func doubledIDs(all []Target) Problems {
	var ps Problems
	first := map[string]string{}
	for _, t := range all {
		if t.ID == "" {
			continue
		}
		if f, taken := first[t.ID]; taken {
			ps = append(ps, Problem{Kind: InvalidValue, File: t.File, Field: "data.id", Value: t.ID, Want: "an id that " + filepath.Base(f) + " does not have"})
			continue
		}
		first[t.ID] = t.File
	}
	return ps
}

// jsonFiles lists the *.json of a folder, hidden ones excluded, sorted by name.
func jsonFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if name := e.Name(); !e.IsDir() && strings.HasSuffix(name, ".json") && !strings.HasPrefix(name, ".") {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files, nil
}
