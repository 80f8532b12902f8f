package rows

import (
	"unsafe"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/load"
)

// jsonDepth admits what shred writes: entities of any depth that enrich takes,
// in their envelope.
const jsonDepth = 512

// entityJSON takes the columns of an entity out of the shredded JSON of R108.
type entityJSON struct {
	columns []source
	doc     jsondoc.Doc
	buf     []byte
}

// A source says where a column's value is.
type source struct {
	part  string     // member of the line: "schema", "hierarchy", "data"
	paths [][]string // below it; the first that leads to a value counts
	json  bool       // the column takes any value as JSON text
}

// envelope maps the columns that the envelope gives.
var envelope = map[string]source{
	"schema_vendor":  {part: "schema", paths: [][]string{{"vendor"}}},
	"schema_name":    {part: "schema", paths: [][]string{{"name"}}},
	"schema_format":  {part: "schema", paths: [][]string{{"format"}}},
	"schema_version": {part: "schema", paths: [][]string{{"version"}}},
	"root_id":        {part: "hierarchy", paths: [][]string{{"rootId"}}},
	"root_tstamp":    {part: "hierarchy", paths: [][]string{{"rootTstamp"}}},
	"ref_root":       {part: "hierarchy", paths: [][]string{{"refRoot"}}},
	"ref_tree":       {part: "hierarchy", paths: [][]string{{"refTree"}}},
	"ref_parent":     {part: "hierarchy", paths: [][]string{{"refParent"}}},
}

func newEntityJSON(t load.Table) *entityJSON {
	p := &entityJSON{}
	for _, c := range t.Columns {
		s, ok := envelope[c.Name]
		if len(c.Paths) > 0 || !ok {
			s = source{part: "data", paths: c.Paths, json: c.Type == load.JSON}
		}
		p.columns = append(p.columns, s)
	}
	return p
}

func (p *entityJSON) parse(line []byte, _ load.Position, fields [][]byte) string {
	if err := p.doc.Parse(line, jsonDepth); err != nil {
		return "not JSON"
	}
	root := p.doc.Root()
	data := root.Get("data")
	if !root.Get("schema").Exists() || !root.Get("hierarchy").Exists() {
		return "not a shredded entity"
	}
	p.buf = p.buf[:0]
	for i, c := range p.columns {
		part := data
		if c.part != "data" {
			part = root.Get(c.part)
		}
		fields[i] = nil
		for _, path := range c.paths {
			n := part
			for _, name := range path {
				n = n.Get(name)
			}
			if fields[i] = p.text(n, c.json); fields[i] != nil {
				break
			}
		}
	}
	return ""
}

// text gives a value as it would stand in a tabular row, or as JSON.
func (p *entityJSON) text(n jsondoc.Node, json bool) []byte {
	switch k := n.Kind(); {
	case k == jsondoc.Invalid, k == jsondoc.Null:
		return nil
	case json:
	case k == jsondoc.String:
		return bytesOf(n.Text())
	case k == jsondoc.Number:
		return bytesOf(n.Number())
	case k == jsondoc.Bool:
		if n.True() {
			return []byte("1")
		}
		return []byte("0")
	}
	start := len(p.buf)
	p.buf = n.AppendCompact(p.buf)
	return p.buf[start:len(p.buf):len(p.buf)]
}

// bytesOf returns the bytes of s, which nobody changes; not nil for "".
func bytesOf(s string) []byte {
	if s == "" {
		return []byte{}
	}
	return unsafe.Slice(unsafe.StringData(s), len(s))
}
