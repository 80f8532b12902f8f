package load_test

import (
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/load"
)

func TestEntity(t *testing.T) {
	key, err := iglu.ParseKey("iglu:com.acme/my_thing/jsonschema/1-0-1")
	if err != nil {
		t.Fatal(err)
	}
	var versions []ddl.Version
	for _, text := range []string{
		`{"type":"object","properties":{"rootId":{"type":"string"},"n":{"type":"integer","minimum":0,"maximum":10},"u":{"type":["string","integer"]}},"required":["rootId"]}`,
		`{"type":"object","properties":{"rootId":{"type":"string"},"n":{"type":"integer"},"list":{"type":"array"},"at":{"type":"string","format":"date-time"}}}`,
	} {
		s, err := ddl.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, ddl.Version{Schema: s})
	}
	table := load.Entity(key, versions)
	if table.Name != "com_acme_my_thing_1" || table.Schema != key.String() {
		t.Errorf("table %s of %s", table.Name, table.Schema)
	}
	got := ""
	for _, c := range table.Columns[len(load.Meta()):] {
		got += c.Name + ":" + c.Type.String() + " "
	}
	if want := "root_id_:text n:bigint u:json at:timestamp list:json "; got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
}
