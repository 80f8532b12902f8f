package refererparser

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/camonica/camonica/jsondoc"
)

// maxFileSize bounds a database; the published ones have below 200 KiB.
const maxFileSize = 16 << 20

var errShape = errors.New("an object of media, each of sources, each with a list domains")

// Read adds what a database in JSON or YAML holds: medium, source, then lists
// domains and parameters. Of a domain that comes twice the later counts. Sources
// without domains, and other members of a source, are passed over.
func (d *Database) Read(data []byte) error {
	if len(data) > maxFileSize {
		return errors.New("larger than 16 MiB")
	}
	if t := bytes.TrimSpace(data); len(t) > 0 && t[0] == '{' {
		var doc jsondoc.Doc
		if err := doc.Parse(data, jsondoc.DefaultDepth); err != nil {
			return err
		}
		return d.readJSON(doc.Root())
	}
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return fmt.Errorf("no YAML: %w", err)
	}
	if n.Kind != yaml.DocumentNode {
		return errShape
	}
	return d.readYAML(n.Content[0])
}

func (d *Database) readJSON(root jsondoc.Node) error {
	if root.Kind() != jsondoc.Object {
		return errShape
	}
	for medium, sources := range root.Members() {
		if sources.Kind() != jsondoc.Object {
			return errShape
		}
		for source, lists := range sources.Members() {
			if lists.Kind() != jsondoc.Object {
				return errShape
			}
			s := &Site{Medium: strings.Clone(medium), Source: strings.Clone(source), Parameters: texts(lists.Get("parameters"))}
			for _, domain := range texts(lists.Get("domains")) {
				if err := d.Add(domain, s); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func texts(n jsondoc.Node) []string {
	var out []string
	for _, v := range n.Elements() {
		if v.Kind() == jsondoc.String {
			out = append(out, strings.Clone(v.Text()))
		}
	}
	return out
}

func (d *Database) readYAML(root *yaml.Node) error {
	if root.Kind != yaml.MappingNode {
		return errShape
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		medium, sources := root.Content[i].Value, root.Content[i+1]
		if sources.Kind != yaml.MappingNode {
			return errShape
		}
		for j := 0; j+1 < len(sources.Content); j += 2 {
			if err := d.readSource(medium, sources.Content[j].Value, sources.Content[j+1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// readSource reads the lists of a source. Published databases name some lists
// twice; the later one counts.
func (d *Database) readSource(medium, source string, lists *yaml.Node) error {
	if lists.Kind != yaml.MappingNode {
		return errShape
	}
	s := &Site{Medium: medium, Source: source}
	var domains []string
	for i := 0; i+1 < len(lists.Content); i += 2 {
		var into *[]string
		switch lists.Content[i].Value {
		case "domains":
			into = &domains
		case "parameters":
			into = &s.Parameters
		default:
			continue
		}
		list := lists.Content[i+1]
		if list.Kind != yaml.SequenceNode && list.Tag != "!!null" {
			return errShape
		}
		*into = nil
		for _, n := range list.Content {
			if n.Kind == yaml.ScalarNode {
				*into = append(*into, n.Value)
			}
		}
	}
	for _, domain := range domains {
		if err := d.Add(domain, s); err != nil {
			return err
		}
	}
	return nil
}
