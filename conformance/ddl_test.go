package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
)

func init() {
	register("snake-case", runSnakeCase)
	register("schema-ddl", runSchemaDDL)
	register("jsonpaths", runJSONPaths)
}

// differ compares as JSON values.
func differ(got, want any) error {
	a, err := plainJSON(got)
	if err != nil {
		return err
	}
	b, err := plainJSON(want)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(a, b) {
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		return fmt.Errorf("got  %s\nwant %s", x, y)
	}
	return nil
}

func plainJSON(v any) (out any, err error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(b, &out)
}

func runSnakeCase(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Kind, Schema, Value, Entity string
		Path                        []string
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	var key iglu.Key
	if in.Schema != "" {
		var err error
		if key, err = iglu.ParseKey(in.Schema); err != nil {
			return err
		}
	}
	want, ok := c.want()
	if !ok {
		return errDeviation
	}
	got := map[string]string{}
	switch in.Kind {
	case "column":
		got["name"] = ddl.ColumnName(in.Path)
	case "table":
		if ddl.TableName(key) != ddl.LoaderTableName(key) {
			return fmt.Errorf("generator says %s, loader %s", ddl.TableName(key), ddl.LoaderTableName(key))
		}
		got["table"] = ddl.TableName(key)
	case "table-vendor-case":
		got["ddl"], got["loader"] = ddl.TableName(key), ddl.LoaderTableName(key)
	case "parquet-field":
		got["name"] = ddl.FieldName(in.Value)
	case "wide-row-column":
		got["name"] = ddl.WideColumn(key, in.Entity == "context")
	default:
		return fmt.Errorf("unknown kind %q", in.Kind)
	}
	return differ(got, want)
}

// columnJSON is a column in the vectors.
type columnJSON struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Nullable *bool  `json:"nullable,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}

func columnsJSON(d *ddl.Dialect, cols []ddl.TableColumn, encoding bool) []columnJSON {
	out := []columnJSON{}
	for _, c := range cols {
		j := columnJSON{Name: c.Name, Type: blanks.Replace(d.TypeName(c.Type)), Nullable: &c.Nullable}
		if encoding {
			j.Encoding = c.Type.Encoding()
		}
		out = append(out, j)
	}
	return out
}

var blanks = strings.NewReplacer(" ", "")

func runSchemaDDL(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Kind     string
		Schema   json.RawMessage
		Versions []struct {
			Version string
			Schema  json.RawMessage
		}
	}
	var config struct {
		VarcharDefault int `json:"varchar_default"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if len(c.Config) > 0 {
		if err := decode(c.Config, &config); err != nil {
			return err
		}
	}
	w, ok := c.want()
	if !ok {
		return errDeviation
	}
	key := iglu.Key{Vendor: "com.acme", Name: "example", Format: "jsonschema", Version: iglu.Version{Model: 1}}
	switch in.Kind {
	case "type":
		s, err := ddl.Parse(in.Schema)
		if err != nil {
			return err
		}
		var want map[string]string
		if err := decode(w, &want); err != nil {
			return err
		}
		if want["redshift_r108"] == "" {
			want["redshift_r108"] = want["redshift"]
		}
		for k, v := range want {
			want[k] = blanks.Replace(v)
		}
		t := ddl.Redshift.Type(s)
		return differ(map[string]string{
			"redshift":      blanks.Replace(ddl.Redshift.TypeName(t)),
			"encoding":      t.Encoding(),
			"postgres":      blanks.Replace(ddl.PostgresLoader.TypeName(ddl.PostgresLoader.Type(s))),
			"redshift_r108": blanks.Replace(ddl.RedshiftR108.TypeName(ddl.RedshiftR108.Type(s))),
		}, want)
	case "columns", "columns-published", "columns-r108":
		s, err := ddl.Parse(in.Schema)
		if err != nil {
			return err
		}
		var want map[string][]columnJSON
		if err := decode(w, &want); err != nil {
			return err
		}
		redshift := ddl.Redshift
		if in.Kind == "columns-r108" {
			redshift = ddl.RedshiftR108
			if config.VarcharDefault > 0 {
				redshift = ddl.WithWidth(config.VarcharDefault)
			}
		}
		got := map[string][]columnJSON{}
		for name, d := range map[string]*ddl.Dialect{"redshift": redshift, "postgres": ddl.PostgresLoader} {
			if _, ok := want[name]; ok {
				m := d.Build(key, []ddl.Version{{Version: key.Version, Schema: s}})
				got[name] = columnsJSON(d, m.Table.Columns, name == "redshift")
				for i := range want[name] {
					want[name][i].Type = blanks.Replace(want[name][i].Type)
				}
			}
		}
		return differ(got, want)
	case "versions", "versions-breaking":
		var versions []ddl.Version
		for _, v := range in.Versions {
			s, err := ddl.Parse(v.Schema)
			if err != nil {
				return err
			}
			sv, err := iglu.ParseVersion(v.Version)
			if err != nil {
				return err
			}
			versions = append(versions, ddl.Version{Version: sv, Schema: s})
		}
		return differ(modelJSON(ddl.Redshift.Build(key, versions)), withoutBlanks(w))
	}
	return fmt.Errorf("unknown kind %q", in.Kind)
}

// withoutBlanks drops blanks, which only types have where it matters.
func withoutBlanks(b json.RawMessage) json.RawMessage {
	return json.RawMessage(blanks.Replace(string(b)))
}

func modelJSON(m ddl.Model) any {
	d := ddl.Redshift
	steps, recovery := []any{}, []any{}
	for _, s := range m.Steps {
		widen := []any{}
		for _, c := range s.Widen {
			widen = append(widen, columnJSON{Name: c.Name, Type: blanks.Replace(d.TypeName(c.Type))})
		}
		steps = append(steps, map[string]any{"version": s.Version.String(), "add": columnsJSON(d, s.Add, true), "widen": widen})
	}
	for _, r := range m.Recovery {
		breaks := []any{}
		for _, b := range r.Breaks {
			kind := "incompatible-types"
			if b.Nullable {
				kind = "nullable-required"
			}
			breaks = append(breaks, map[string]string{"kind": kind, "column": b.Column})
		}
		recovery = append(recovery, map[string]any{"version": r.Version.String(), "table": r.Table.Name,
			"columns": columnsJSON(d, r.Table.Columns, true), "breaking": breaks})
	}
	return map[string]any{"columns": columnsJSON(d, m.Table.Columns, true), "steps": steps, "recovery": recovery}
}

func runJSONPaths(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Kind, Schema string
		Schemas      []json.RawMessage
		Columns      []string
		JSONPaths    []string
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	want, ok := c.want()
	if !ok {
		return errDeviation
	}
	switch in.Kind {
	case "file":
		key, err := iglu.ParseKey(in.Schema)
		if err != nil {
			return err
		}
		return differ(map[string]string{"file": ddl.JSONPathsFile(key)}, want)
	case "paths-r108", "paths-modern":
		var versions []ddl.Version
		for i, b := range in.Schemas {
			s, err := ddl.Parse(b)
			if err != nil {
				return err
			}
			versions = append(versions, ddl.Version{Version: iglu.Version{Model: 1, Addition: i}, Schema: s})
		}
		cols := ddl.Family(versions)
		if in.Kind == "paths-r108" {
			cols = ddl.FamilyR108(versions)
		}
		return differ(map[string]any{"jsonpaths": ddl.JSONPaths(cols)}, want)
	case "alignment":
		misplaced := []any{}
		for _, m := range ddl.Align(in.Columns, in.JSONPaths) {
			misplaced = append(misplaced, map[string]any{"position": m.Position, "path": m.Path, "column": m.Column})
		}
		return differ(map[string]any{"aligned": len(misplaced) == 0, "misplaced": misplaced}, want)
	}
	return fmt.Errorf("unknown kind %q", in.Kind)
}
