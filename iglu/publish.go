package iglu

import (
	"cmp"
	"slices"
)

// A PublishError refuses a version that should be published.
type PublishError struct{ Kind PublishErrorKind }

// PublishErrorKind says which rule of SchemaVer a version breaks.
type PublishErrorKind string

// The kinds of a *PublishError.
const (
	AlreadyExists      PublishErrorKind = "already-exists"
	PreviousMissing    PublishErrorKind = "previous-missing"
	NextRevisionExists PublishErrorKind = "next-revision-exists"
	SupersededMissing  PublishErrorKind = "superseded-missing"
	SupersededInvalid  PublishErrorKind = "superseded-invalid"
)

func (e *PublishError) Error() string { return "iglu: version cannot be published: " + string(e.Kind) }

// CheckPublish tells whether v may be published beside the existing versions, by
// the rules of Iglu Server 0.14: an addition needs its predecessor and no newer
// revision, a revision or model any version of the one before. With patches,
// existing versions may be replaced. The error is a *PublishError.
func CheckPublish(v Version, existing, supersedes []Version, patches bool) error {
	has := func(f func(Version) bool) bool { return slices.ContainsFunc(existing, f) }
	exists := slices.Contains(existing, v)
	if exists && !patches {
		return &PublishError{AlreadyExists}
	}
	for _, old := range supersedes {
		switch {
		case !slices.Contains(existing, old):
			return &PublishError{SupersededMissing}
		case old.Compare(v) > 0:
			return &PublishError{SupersededInvalid}
		}
	}
	switch {
	case v.Addition > 0:
		if !has(func(w Version) bool { return w == Version{v.Model, v.Revision, v.Addition - 1} }) {
			return &PublishError{PreviousMissing}
		}
		if has(func(w Version) bool { return w.Model == v.Model && w.Revision > v.Revision }) {
			return &PublishError{NextRevisionExists}
		}
	case v.Revision > 0:
		if !has(func(w Version) bool { return w.Model == v.Model && w.Revision == v.Revision-1 }) {
			return &PublishError{PreviousMissing}
		}
	case v.Model > 1:
		if !has(func(w Version) bool { return w.Model == v.Model-1 }) {
			return &PublishError{PreviousMissing}
		}
	}
	return nil
}

// A VersionGap is a fault in the line of versions of one schema.
type VersionGap struct {
	Kind         GapKind
	Vendor, Name string
}

// GapKind says what is wrong with a line of versions.
type GapKind string

// The kinds of gaps.
const (
	GapNoInit GapKind = "init-missing" // there is no 1-0-0
	GapStep   GapKind = "gap"          // a step is neither the next addition, nor revision or model from 0
)

// CheckVersions looks for gaps in the versions of each schema of the keys.
func CheckVersions(keys []Key) []VersionGap {
	var out []VersionGap
	for _, line := range byName(keys) {
		first := line[0]
		if first.Version != (Version{1, 0, 0}) {
			out = append(out, VersionGap{GapNoInit, first.Vendor, first.Name})
		}
		for i, k := range line[1:] {
			if !isStep(line[i].Version, k.Version) {
				out = append(out, VersionGap{GapStep, k.Vendor, k.Name})
				break
			}
		}
	}
	return out
}

func isStep(a, b Version) bool {
	return b == Version{a.Model, a.Revision, a.Addition + 1} ||
		b == Version{a.Model, a.Revision + 1, 0} ||
		b == Version{a.Model + 1, 0, 0}
}

// byName groups keys by vendor and name, each group in order of versions.
func byName(keys []Key) [][]Key {
	keys = slices.Clone(keys)
	slices.SortFunc(keys, func(a, b Key) int {
		return cmp.Or(cmp.Compare(a.Vendor, b.Vendor), cmp.Compare(a.Name, b.Name), a.Version.Compare(b.Version))
	})
	var out [][]Key
	for i, k := range keys {
		if i == 0 || k.Vendor != keys[i-1].Vendor || k.Name != keys[i-1].Name {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], k)
	}
	return out
}

// ModelLists returns the lists that a static registry publishes for one schema:
// by model, the versions in their order. A model whose order of publication is
// ambiguous, because an older revision has further additions, gets none.
func ModelLists(keys []Key) map[int][]Key {
	out := make(map[int][]Key)
	keys = slices.Clone(keys)
	slices.SortFunc(keys, Key.Compare)
	for _, k := range keys {
		out[k.Version.Model] = append(out[k.Version.Model], k)
	}
	for m, list := range out {
		byAddition := slices.Clone(list)
		slices.SortFunc(byAddition, func(a, b Key) int {
			return cmp.Or(cmp.Compare(a.Version.Addition, b.Version.Addition), cmp.Compare(a.Version.Revision, b.Version.Revision))
		})
		if !slices.Equal(list, byAddition) {
			delete(out, m)
		}
	}
	return out
}
