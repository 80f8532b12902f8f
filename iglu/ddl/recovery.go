package ddl

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"
)

// columnBlock is the column list of CREATE TABLE as schema-ddl 0.27.0 prints it:
// aligned, meta columns first. Names of recovery tables hang on every blank.
func columnBlock(cols []TableColumn) string {
	type line struct{ name, typ, encoding, null string }
	var lines []line
	for _, m := range MetaColumns {
		lines = append(lines, line{quote(m.Name), m.Type.String(), "ENCODE " + m.Encoding, "NOT NULL"})
	}
	for _, c := range cols {
		null := "NOT NULL"
		if c.Nullable {
			null = ""
		}
		lines = append(lines, line{quote(c.Name), c.Type.String(), "ENCODE " + c.Type.Encoding(), null})
	}
	var name, typ, encoding, null int
	for _, l := range lines {
		name, typ = max(name, len(l.name)), max(typ, len(l.typ))
		encoding, null = max(encoding, len(l.encoding)), max(null, len(l.null))
	}
	var out []string
	for _, l := range lines {
		s := "  " + pad(l.name, name) + " " + pad(l.typ, typ) + " " + pad(l.encoding, encoding) + " " + pad(l.null, null)
		out = append(out, strings.TrimRight(s, " "))
	}
	return strings.Join(out, ",\n")
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-len(s))) }

// quote makes a SQL identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// scalaRecovery is the suffix that schema-ddl 0.27.0 gives a recovery table: the
// absolute value of the Java hash of its columns.
func scalaRecovery(t Table) string {
	var h int32
	for _, u := range utf16.Encode([]rune(columnBlock(t.Columns))) {
		h = 31*h + int32(u)
	}
	if h < 0 {
		h = -h
	}
	return strconv.Itoa(int(h))
}

// hashRecovery is our own suffix.
func hashRecovery(t Table) string {
	h := sha256.New()
	for _, c := range t.Columns {
		h.Write([]byte(c.Name + "\x00" + c.Type.String() + "\x00" + strconv.FormatBool(c.Nullable) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:4])
}
