package iglu

import "strconv"

// A Version is a SchemaVer.
type Version struct{ Model, Revision, Addition int }

// String returns the version as M-R-A.
func (v Version) String() string {
	return strconv.Itoa(v.Model) + "-" + strconv.Itoa(v.Revision) + "-" + strconv.Itoa(v.Addition)
}

// Compare orders versions by model, revision, addition: -1, 0 or 1.
func (v Version) Compare(w Version) int {
	for _, p := range [3][2]int{{v.Model, w.Model}, {v.Revision, w.Revision}, {v.Addition, w.Addition}} {
		switch {
		case p[0] < p[1]:
			return -1
		case p[0] > p[1]:
			return 1
		}
	}
	return 0
}

// A Key names one schema: iglu:<vendor>/<name>/<format>/<version>. Keys are
// comparable.
type Key struct {
	Vendor, Name, Format string
	Version              Version
}

// Path returns vendor/name/format/version, as registries lay schemas out.
func (k Key) Path() string {
	return k.Vendor + "/" + k.Name + "/" + k.Format + "/" + k.Version.String()
}

// String returns the Iglu URI.
func (k Key) String() string { return "iglu:" + k.Path() }
