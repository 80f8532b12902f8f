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
	part string   // member of the line: "schema", "hierarchy", "data"
	path []string // below it
	json bool     // the column takes any value as JSON text
}

// envelope maps the columns that the envelope gives.
var envelope = map[string]source{
	"schema_vendor":  {part: "schema", path: []string{"vendor"}},
	"schema_name":    {part: "schema", path: []string{"name"}},
	"schema_format":  {part: "schema", path: []string{"format"}},
	"schema_version": {part: "schema", path: []string{"version"}},
	"root_id":        {part: "hierarchy", path: []string{"rootId"}},
	"root_tstamp":    {part: "hierarchy", path: []string{"rootTstamp"}},
	"ref_root":       {part: "hierarchy", path: []string{"refRoot"}},
	"ref_tree":       {part: "hierarchy", path: []string{"refTree"}},
	"ref_parent":     {part: "hierarchy", path: []string{"refParent"}},
}

func newEntityJSON(t load.Table) *entityJSON {
	p := &entityJSON{}
	for _, c := range t.Columns {
		s, ok := envelope[c.Name]
		if len(c.Path) > 0 || !ok {
			s = source{part: "data", path: c.Path, json: c.Type == load.JSON}
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
		n := data
		if c.part != "data" {
			n = root.Get(c.part)
		} else if len(c.path) == 0 {
			fields[i] = nil
			continue
		}
		for _, name := range c.path {
			n = n.Get(name)
		}
		fields[i] = p.text(n, c.json)
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
