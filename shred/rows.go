package shred

import (
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// writeEntity writes the row of one entity.
func (s *Shredder) writeEntity(e *entity) error {
	s.stats.Entities++
	if e.kind.encoding == EncodingJSON {
		t, err := s.jsonTable(e.kind)
		if err != nil {
			return err
		}
		s.row = s.appendJSON(s.row[:0], e)
		return t.Row(s.row)
	}
	f := e.kind.family
	f.plan.fill(e.data)
	s.row = s.appendHead(s.row[:0], e.kind)
	for i := range f.plan.slots {
		s.row = append(s.row, '\t')
		s.row = AppendValue(s.row, f.plan.value(i), s.opts.Escape)
	}
	return f.table.Row(s.row)
}

// appendHead appends the nine columns that every tabular row starts with.
func (s *Shredder) appendHead(dst []byte, k *kind) []byte {
	dst = append(dst, k.head...)
	dst = append(dst, s.id...)
	dst = append(dst, '\t')
	dst = appendTime(dst, s.line.str(event.CollectorTstamp))
	return append(dst, k.tail...)
}

// appendJSON appends an entity in the form of R108: the schema as an object in
// the place of the URI, and the hierarchy at the end.
func (s *Shredder) appendJSON(dst []byte, e *entity) []byte {
	open := byte('{')
	for m := e.node.First(); m.Exists(); m = m.Next() {
		dst = append(dst, open)
		open = ','
		dst = jsondoc.AppendString(dst, m.Name())
		dst = append(dst, ':')
		if m.Name() == "schema" {
			dst = append(dst, e.kind.schemaObj...)
			continue
		}
		dst = m.Value().AppendCompact(dst)
	}
	return s.appendHierarchy(dst, e.kind)
}

func (s *Shredder) appendHierarchy(dst []byte, k *kind) []byte {
	dst = append(dst, `,"hierarchy":`...)
	h := Hierarchy{RootID: view(s.id), RootTstamp: s.line.str(event.CollectorTstamp), Tree: k.tree}
	return append(h.Append(dst), '}')
}

// writeDuplicate writes the entity that tells the id which an event had before.
func (s *Shredder) writeDuplicate(old string) error {
	if s.duplicate == nil {
		if err := s.openDuplicate(); err != nil {
			return err
		}
	}
	k := s.duplicate
	if !k.written {
		return nil
	}
	s.stats.Entities++
	k.asContext = true
	if k.encoding == EncodingTSV {
		s.row = s.appendHead(s.row[:0], k)
		s.row = append(append(s.row, '\t'), old...)
		return k.family.table.Row(s.row)
	}
	t, err := s.jsonTable(k)
	if err != nil {
		return err
	}
	s.row = append(s.row[:0], `{"schema":`...)
	s.row = append(s.row, k.schemaObj...)
	s.row = append(s.row, `,"data":{"originalEventId":"`...)
	s.row = append(s.row, old...)
	s.row = append(s.row, `"}`...)
	s.row = s.appendHierarchy(s.row, k)
	return t.Row(s.row)
}

func (s *Shredder) openDuplicate() error {
	k := newKind(duplicateKey, nil)
	if k.encoding, k.written = s.opts.Formats.Of(k.key); k.written && k.encoding == EncodingTSV {
		mk := modelKey{k.key.Vendor, k.key.Name, k.key.Format, k.key.Version.Model}
		if k.family = s.families[mk]; k.family == nil {
			k.family = &family{}
			if err := s.open(k.family, duplicateKey, duplicateColumns); err != nil {
				return err
			}
			s.families[mk] = k.family
		}
	}
	s.duplicate = k
	return nil
}
