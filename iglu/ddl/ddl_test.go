package ddl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/jsondoc"
)

var key = iglu.Key{Vendor: "com.acme", Name: "someEvent", Format: "jsonschema", Version: iglu.Version{Model: 1}}

func parse(t *testing.T, text string) *ddl.Schema {
	t.Helper()
	s, err := ddl.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func versions(t *testing.T, texts ...string) []ddl.Version {
	t.Helper()
	var out []ddl.Version
	for i, text := range texts {
		out = append(out, ddl.Version{Version: iglu.Version{Model: 1, Addition: i}, Schema: parse(t, text)})
	}
	return out
}

func TestSnake(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := ddl.Snake(in); got != want {
			t.Errorf("Snake(%q) = %q, want %q", in, got, want)
		}
	}
	f("PerformanceTiming", "performance_timing")
	f("gSAInstallationID", "g_sa_installation_id")
	f("x-amz-id-2", "x_amz_id_2")
	f("HTTPServer", "http_server")
	f("ABcDEf", "a_bc_d_ef")
	f("naïveÉtat", "naïveétat")
	f("", "")
}

func TestFlattenCollapsesNames(t *testing.T) {
	cols := ddl.Flatten(parse(t, `{"type":"object","properties":{"fooBar":{"type":"string"},"foo_bar":{"type":"string"}},"required":["fooBar"]}`))
	if len(cols) != 1 || cols[0].Name != "foo_bar" || !cols[0].Nullable {
		t.Fatalf("columns %+v", cols)
	}
	if d := cmp.Diff([][]string{{"foo_bar"}}, cols[0].Also); d != "" || cols[0].Path[0] != "fooBar" {
		t.Errorf("read from %v, also (-want +got):\n%s", cols[0].Path, d)
	}
}

func TestFamilyOfAPrefixIsAPrefix(t *testing.T) {
	all := versions(t,
		`{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"integer"}},"required":["b"]}`,
		`{"type":"object","properties":{"z":{"type":"string"},"c":{"type":"string"}},"required":["c"]}`,
		`{"type":"object","properties":{"b":{"type":"number"},"aa":{"type":"string"}}}`)
	names := func(vs []ddl.Version) (out []string) {
		for _, c := range ddl.Family(vs) {
			out = append(out, c.Name)
		}
		return out
	}
	if d := cmp.Diff([]string{"b", "a", "c", "z", "aa"}, names(all)); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}
	for n := range all {
		part := names(all[:n+1])
		if d := cmp.Diff(part, names(all)[:len(part)]); d != "" {
			t.Errorf("the first %d versions (-want +got):\n%s", n+1, d)
		}
	}
}

func TestOwnDatabasesWiden(t *testing.T) {
	f := func(older, newer, want string, recovered bool) {
		t.Helper()
		wrap := func(s string) string { return `{"type":"object","properties":{"a":` + s + `},"required":["a"]}` }
		m := ddl.Postgres.Build(key, versions(t, wrap(older), wrap(newer)))
		if got := ddl.Postgres.TypeName(m.Table.Columns[0].Type); got != want || len(m.Recovery) > 0 != recovered {
			t.Errorf("%s, then %s: %s with %d recovery tables, want %s", older, newer, got, len(m.Recovery), want)
		}
	}
	f(`{"type":"integer","minimum":0,"maximum":100}`, `{"type":"integer"}`, "BIGINT", false)
	f(`{"type":"string","maxLength":10}`, `{"type":"string","maxLength":20}`, "VARCHAR(20)", false)
	f(`{"type":"string","maxLength":10}`, `{"type":"string"}`, "TEXT", false)
	f(`{"type":"number"}`, `{"type":"integer"}`, "DOUBLE PRECISION", false)
	f(`{"type":"string","format":"date-time"}`, `{"type":"number"}`, "TIMESTAMP", true)
	f(`{"type":"object"}`, `{"type":"string"}`, "JSONB", true)
	f(`{"type":"integer","minimum":-10000000000,"maximum":10}`, `{"type":"integer","maximum":10}`, "BIGINT", false)
}

func TestStatements(t *testing.T) {
	vs := versions(t,
		`{"type":"object","properties":{"Id":{"type":"string","maxLength":10},"n":{"type":"integer","minimum":0,"maximum":9}},"required":["Id"]}`,
		`{"type":"object","properties":{"Id":{"type":"string","maxLength":20},"tags":{"type":"array"}}}`)
	m := ddl.Postgres.Build(key, vs)
	got := ddl.Postgres.Create("atomic", m.Table) + "\n" + strings.Join(ddl.Postgres.Alter("atomic", m.Table.Name, m.Steps[0]), "\n") + "\n" + ddl.Postgres.Comment("atomic", m.Table)
	const want = `CREATE TABLE IF NOT EXISTS "atomic"."com_acme_some_event_1" (
  "schema_vendor" VARCHAR(128) NOT NULL,
  "schema_name" VARCHAR(128) NOT NULL,
  "schema_format" VARCHAR(128) NOT NULL,
  "schema_version" VARCHAR(128) NOT NULL,
  "root_id" UUID NOT NULL,
  "root_tstamp" TIMESTAMP NOT NULL,
  "ref_root" VARCHAR(255) NOT NULL,
  "ref_tree" TEXT NOT NULL,
  "ref_parent" VARCHAR(255) NOT NULL,
  "id" VARCHAR(20),
  "n" INTEGER,
  "tags" JSONB
);
ALTER TABLE "atomic"."com_acme_some_event_1" ALTER COLUMN "id" TYPE VARCHAR(20);
ALTER TABLE "atomic"."com_acme_some_event_1" ALTER COLUMN "id" DROP NOT NULL;
ALTER TABLE "atomic"."com_acme_some_event_1" ADD COLUMN "tags" JSONB;
COMMENT ON TABLE "atomic"."com_acme_some_event_1" IS 'iglu:com.acme/someEvent/jsonschema/1-0-1';`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("statements (-want +got):\n%s", d)
	}
	redshift := ddl.Redshift.Create("atomic", ddl.Redshift.Build(key, vs[:1]).Table)
	for _, want := range []string{
		`  "id"             VARCHAR(10)   ENCODE ZSTD NOT NULL`,
		`  "n"              SMALLINT      ENCODE ZSTD` + "\n", `FOREIGN KEY (root_id) REFERENCES "atomic"."events"(event_id)`, "SORTKEY (root_tstamp)",
	} {
		if !strings.Contains(strings.ReplaceAll(redshift, ",\n", "\n"), want) {
			t.Errorf("statement lacks %q:\n%s", want, redshift)
		}
	}
}

func TestIdentifier(t *testing.T) {
	long := strings.Repeat("ü", 40)
	a, b := ddl.Identifier(long+"a"), ddl.Identifier(long+"b")
	if len(a) > 63 || a == b || !strings.HasPrefix(a, "üü") || strings.ContainsRune(a, '\uFFFD') {
		t.Errorf("identifiers %q and %q", a, b)
	}
	if got := ddl.Identifier("short"); got != "short" {
		t.Errorf("short name became %q", got)
	}
}

func TestNullBranchKeepsTheOther(t *testing.T) {
	f := func(schema, want string) {
		t.Helper()
		typ, null, ok := ddl.Suggest(parse(t, schema))
		if got := typ.String(); got != want || !null || !ok {
			t.Errorf("%s: %s, null %v, want %s", schema, got, null, want)
		}
	}
	f(`{"oneOf":[{"type":"string","format":"date-time"},{"type":"null"}]}`, "timestamp")
	f(`{"anyOf":[{"type":"null"},{"type":"integer","minimum":0,"maximum":9}]}`, "integer")
	f(`{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"type":"null"}]}`, "struct<a:string>")
	f(`{"oneOf":[{"type":"array","items":{"type":"boolean"}},{"type":"null"}]}`, "array<boolean>")
}

func TestHugeExponents(t *testing.T) {
	s := parse(t, `{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":1e999999999}}}`)
	if got := ddl.Redshift.Type(s.Properties[0].Schema).String(); got != "BIGINT" {
		t.Errorf("type is %s", got)
	}
}

func FuzzSchema(f *testing.F) {
	f.Add([]byte(`{"type":["object","null"],"properties":{"a":{"enum":[1,2.5,null]},"b":{"type":"array","items":[{"type":"string"}]}},"oneOf":[{"required":["a"]},{"properties":{"c":{"multipleOf":0.01,"type":"number","minimum":0,"maximum":9}}}]}`), []byte(`{"a":1,"b":["x"],"c":0.5}`))
	f.Fuzz(func(t *testing.T, schema, data []byte) {
		s, err := ddl.Parse(schema)
		if err != nil {
			return
		}
		v := []ddl.Version{{Version: iglu.Version{Model: 1}, Schema: s}, {Version: iglu.Version{Model: 1, Addition: 1}, Schema: s}}
		for _, d := range []*ddl.Dialect{ddl.Redshift, ddl.RedshiftR108, ddl.Postgres, ddl.DuckDB} {
			m := d.Build(key, v)
			if len(m.Recovery) > 0 || len(m.Steps) != 1 || len(m.Steps[0].Add) > 0 {
				t.Fatalf("%s: a schema does not fit itself: %+v", d.Name, m)
			}
			d.Create("atomic", m.Table)
		}
		field, ok := ddl.FieldOf("top", s, true)
		if !ok {
			return
		}
		if _, changes, ok := ddl.MergeFields(field, field); !ok || len(changes) > 0 {
			t.Fatalf("a field does not merge with itself: %v", changes)
		}
		var d jsondoc.Doc
		if d.Parse(data, jsondoc.DefaultDepth) == nil {
			ddl.Cast(&field.Type, field.Nullable, d.Root())
		}
	})
}
