package run

import (
	"context"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/camonica/camonica/config"
)

// A Lister lists the keys below a location, without the location's own prefix,
// in ascending order. After an error it ends.
type Lister interface {
	Keys(ctx context.Context, l config.Location) iter.Seq2[string, error]
}

// sealedSuffix stands after the name of sealed objects. Name patterns are
// applied to the name without it.
const sealedSuffix = ".cmn"

// A Filter says which keys count.
type Filter func(key string) bool

// AnyData counts everything but folder markers, also that of the location itself.
// Empty objects and _SUCCESS count.
func AnyData(key string) bool {
	return key != "" && !strings.HasSuffix(key, "/") && !strings.HasSuffix(key, "$folder$")
}

var tomcatLog = regexp.MustCompile(`localhost_access_log.*\.txt`)

// RawFilter counts the raw records of a collector format.
func RawFilter(f config.Format) Filter {
	if f != config.CljTomcat {
		return AnyData
	}
	return func(key string) bool { return AnyData(key) && tomcatLog.MatchString(key) }
}

// StreamFilter counts what a streaming enricher wrote: names that end in .gz.
func StreamFilter(key string) bool {
	return AnyData(key) && strings.HasSuffix(strings.TrimSuffix(key, sealedSuffix), ".gz")
}

// IsEmpty says whether no key of a location counts.
func IsEmpty(ctx context.Context, ls Lister, l config.Location, counts Filter) (bool, error) {
	for key, err := range ls.Keys(ctx, l) {
		if err != nil {
			return false, fmt.Errorf("list %s: %w", l, err)
		}
		if counts(key) {
			return false, nil
		}
	}
	return true, nil
}

// LatestRun finds the newest run folder below a location. It must hold data: a
// folder key alone is a *NoDataError, no folder at all a *StateError.
func LatestRun(ctx context.Context, ls Lister, l config.Location) (ID, error) {
	var latest, bare ID
	for key, err := range ls.Keys(ctx, l) {
		if err != nil {
			return "", fmt.Errorf("list %s: %w", l, err)
		}
		id, ok := IDInKey(key)
		switch {
		case !ok:
		case !AnyData(key):
			bare = max(bare, id)
		default:
			latest = max(latest, id)
		}
	}
	switch {
	case latest == "" && bare == "":
		return "", &StateError{Location: l, Want: "the folder of an earlier run"}
	case bare > latest:
		return "", &NoDataError{Locations: []config.Location{l.Sub("run=" + string(bare))}}
	}
	return latest, nil
}
