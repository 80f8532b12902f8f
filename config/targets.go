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
	uri, data, p := selfDescribing(text, file)
	if p != nil {
		return nil, Problems{*p}
	}
	t := &Target{File: file, URI: uri}
	var body struct {
		Name    string `json:"name"`
		ID      string `json:"id"`
		Purpose string `json:"purpose"`
	}
	// Members of other types are for the schema to report.
	_ = json.Unmarshal(data, &body)
	t.Name, t.ID, t.Purpose, t.Data = body.Name, body.ID, body.Purpose, data
	vendor, name := schemaName(uri)
	if targetVendors[name] != vendor || vendor == "" {
		return nil, Problems{{Kind: InvalidValue, File: file, Line: lineOf(text, `"schema"`), Field: "schema", Value: uri,
			Want: "a schema of " + strings.Join([]string{Redshift, Postgres, Elastic, DynamoDB}, ", ") + ", or iglu:com.camonica/duckdb_config/jsonschema/1-0-0"}}
	}
	t.Schema = name
	return t, nil
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

// selfDescribing takes a self-describing JSON apart. data keeps its text.
func selfDescribing(text []byte, file string) (uri string, data []byte, p *Problem) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(text, &doc); err != nil {
		return "", nil, &Problem{Kind: Syntax, File: file, Line: syntaxLine(text, err), Want: "a JSON object"}
	}
	if json.Unmarshal(doc["schema"], &uri) != nil || doc["data"] == nil {
		return "", nil, &Problem{Kind: MissingField, File: file, Field: "schema, data", Want: "self-describing JSON with these two members"}
	}
	return uri, doc["data"], nil
}

// syntaxLine is the line at which JSON stops being JSON.
func syntaxLine(text []byte, err error) int {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return 1
	}
	return 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
}

// lineOf is the line of the first occurrence of part, 0 if there is none.
func lineOf(text []byte, part string) int {
	i := bytes.Index(text, []byte(part))
	if i < 0 {
		return 0
	}
	return 1 + bytes.Count(text[:i], []byte("\n"))
}

// schemaName takes vendor and name out of an Iglu URI.
func schemaName(uri string) (vendor, name string) {
	rest, ok := strings.CutPrefix(uri, "iglu:")
	parts := strings.Split(rest, "/")
	if !ok || len(parts) != 4 {
		return "", ""
	}
	return parts[0], parts[1]
}
