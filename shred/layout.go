package shred

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/camonica/camonica/iglu"
)

// A Layout is a way to name the folders of a run.
type Layout string

// All layouts that we read. We write JSON (R108's) and ModelTSV (that of r35).
const (
	Legacy    Layout = "legacy"     // to shredder 0.11.0: vendor/name/format/M-R-A
	JSON      Layout = "json"       // 0.12.0 to r34: shredded-types/vendor=…/version=M-R-A
	Tabular   Layout = "tabular"    // r32 to r34: shredded-tsv/vendor=…/version=M
	ModelTSV  Layout = "model-tsv"  // r35 to 5.x: vendor=…/format=tsv/model=M
	ModelJSON Layout = "model-json" // the same with format=json
	Model     Layout = "model"      // either of the two, for reading
)

// Folders of the layouts.
const (
	AtomicFolder = "atomic-events" // events, to r34
	typesFolder  = "shredded-types/"
	tsvFolder    = "shredded-tsv/"
)

// AtomicKey names the events table where it is a type like others.
var AtomicKey = iglu.Key{Vendor: "com.snowplowanalytics.snowplow", Name: "atomic", Format: "jsonschema", Version: iglu.Version{Model: 1}}

// An Encoding is the form of the rows in a file.
type Encoding string

// The encodings.
const (
	EncodingJSON Encoding = "json"
	EncodingTSV  Encoding = "tsv"
)

// A Type is what the place of a shredded file tells.
type Type struct {
	Base         string // all before the type's folder, with a slash at the end or empty
	Vendor, Name string
	Model        int
	Encoding     Encoding
}

// ErrPath reports a key that is not of a layout.
var ErrPath = errors.New("not a shredded file of this layout")

// Folder returns the folder of a type below the run's.
func (l Layout) Folder(k iglu.Key) string {
	model := strconv.Itoa(k.Version.Model)
	switch l {
	case Legacy:
		return k.Path()
	case JSON:
		return typesFolder + hive(k.Vendor, k.Name, k.Format) + "/version=" + k.Version.String()
	case Tabular:
		return tsvFolder + hive(k.Vendor, k.Name, k.Format) + "/version=" + model
	case ModelJSON:
		return hive(k.Vendor, k.Name, string(EncodingJSON)) + "/model=" + model
	}
	return hive(k.Vendor, k.Name, string(EncodingTSV)) + "/model=" + model
}

// Atomic returns the folder of the events below the run's.
func (l Layout) Atomic() string {
	switch l {
	case ModelTSV, ModelJSON, Model:
		return ModelTSV.Folder(AtomicKey)
	}
	return AtomicFolder
}

// Prefix returns what all keys of a model below base start with. In the JSON
// layouts it ends in the dash before the revision, so that model 1 does not match
// model 10.
func (l Layout) Prefix(base, vendor, name string, model int) string {
	k := iglu.Key{Vendor: vendor, Name: name, Format: "jsonschema", Version: iglu.Version{Model: model}}
	folder := l.Folder(k)
	if l == Legacy || l == JSON {
		folder = strings.TrimSuffix(folder, "0-0")
	}
	return base + folder
}

func hive(vendor, name, format string) string {
	return "vendor=" + vendor + "/name=" + name + "/format=" + format
}

// Parse reads the type of a shredded file from its key, which may be a URI. The
// file must lie directly in the type's folder. Errors wrap ErrPath.
func (l Layout) Parse(key string) (Type, error) {
	t, ok := l.parse(key)
	if !ok {
		return Type{}, fmt.Errorf("%w (%s): %s", ErrPath, l, key)
	}
	return t, nil
}

func (l Layout) parse(key string) (Type, bool) {
	dirs := strings.Split(key, "/")
	take := func(prefix string) (string, bool) { // the last folder but those taken
		last := len(dirs) - 1
		if last < 0 {
			return "", false
		}
		v, ok := strings.CutPrefix(dirs[last], prefix)
		dirs = dirs[:last]
		return v, ok
	}
	if file, _ := take(""); file == "" {
		return Type{}, false
	}
	labels := [...]string{"version=", "format=", "name=", "vendor="}
	switch l {
	case Legacy:
		labels = [...]string{"", "", "", ""}
	case Model, ModelTSV, ModelJSON:
		labels[0] = "model="
	}
	var parts [4]string
	for i, label := range labels {
		v, ok := take(label)
		if !ok {
			return Type{}, false
		}
		parts[i] = v
	}
	t := Type{Vendor: parts[3], Name: parts[2], Encoding: EncodingJSON}
	format, version := parts[1], parts[0]

	root := ""
	switch l {
	case JSON:
		root = typesFolder
	case Tabular:
		root, t.Encoding = tsvFolder, EncodingTSV
	case Model, ModelTSV, ModelJSON:
		t.Encoding = Encoding(format)
		if !l.holds(t.Encoding) {
			return Type{}, false
		}
	}
	if root != "" {
		if folder, _ := take(""); folder+"/" != root {
			return Type{}, false
		}
	}
	if len(dirs) > 0 {
		t.Base = strings.Join(dirs, "/") + "/"
	}
	full := l == Legacy || l == JSON
	t.Model = modelOf(version, full)
	ok := t.Model > 0 && isName(t.Vendor, ".-_") && isName(t.Name, "-_") && isName(format, "-_")
	return t, ok
}

// holds tells whether files of a model layout can be of that encoding.
func (l Layout) holds(e Encoding) bool {
	return e == EncodingTSV && l != ModelJSON || e == EncodingJSON && l != ModelTSV
}

// modelOf reads the model of M-R-A, or M alone, 0 if it is neither.
func modelOf(version string, full bool) int {
	first, rest, more := strings.Cut(version, "-")
	if more != full || first == "" || first[0] == '0' {
		return 0
	}
	if full {
		revision, addition, ok := strings.Cut(rest, "-")
		if !ok || !isNumber(revision) || !isNumber(addition) {
			return 0
		}
	}
	n, err := strconv.Atoi(first)
	if err != nil || !isNumber(first) {
		return 0
	}
	return n
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && (s[0] != '0' || len(s) == 1)
}

// isName tells whether s has only letters, digits and the others.
func isName(s, others string) bool {
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return s != ""
}
