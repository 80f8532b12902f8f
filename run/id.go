package run

import (
	"strings"
	"time"
)

const idLayout = "2006-01-02-15-04-05"

// An ID names a run: the instant of its start to the second, as
// YYYY-MM-DD-HH-MM-SS. IDs of one time zone without daylight saving sort by time.
type ID string

// NewID returns the id of a run that starts at t, in t's time zone. UTC is what
// keeps ids in order; R108 used the zone of the machine.
func NewID(t time.Time) ID { return ID(t.Format(idLayout)) }

// Folder is the name of the run's folder below a location, with its slash.
func (id ID) Folder() string { return "run=" + string(id) + "/" }

// Valid says whether the id consists of digits and hyphens, which is all that
// run folders are recognised by.
func (id ID) Valid() bool {
	return id != "" && strings.Trim(string(id), "0123456789-") == ""
}

// IDInKey finds the run id in a key: that of its last folder run=ID/. ok is false
// if there is none.
func IDInKey(key string) (id ID, ok bool) {
	for key != "" {
		i := strings.LastIndex(key, "run=")
		if i < 0 {
			return "", false
		}
		name, _, inFolder := strings.Cut(key[i+len("run="):], "/")
		if inFolder && ID(name).Valid() && (i == 0 || key[i-1] == '/') {
			return ID(name), true
		}
		key = key[:i]
	}
	return "", false
}
