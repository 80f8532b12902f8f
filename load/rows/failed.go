package rows

import (
	"strconv"
	"time"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/load"
)

// unknownFamily is the family of lines that are no failed event that we know.
// They are rows all the same: what is damaged must be seen, and must not keep
// the good events of the run out of the target.
const unknownFamily = "unknown"

// failedJSON takes what may be shown of a failed event: where it failed and why,
// and nothing of its payload but the application, the time and the id.
type failedJSON struct{}

// Columns of load.Failed in order.
const (
	colFamily = iota
	colFailed
	colSchema
	colField
	colReason
	colProcessor
	colAppID
	colCollector
	colEventID
	colObject
	colLine
)

func (failedJSON) parse(line []byte, pos load.Position, fields [][]byte) string {
	clear(fields)
	fields[colFamily] = []byte(unknownFamily)
	fields[colObject] = []byte(pos.Object)
	fields[colLine] = strconv.AppendInt(nil, pos.Line, 10)
	r, err := badrow.Read(line)
	if err != nil {
		return ""
	}
	fields[colFamily] = []byte(r.Family)
	fields[colFailed] = timestamp(r.Time)
	if r.Processor.Artifact != "" {
		fields[colProcessor] = []byte(r.Processor.Artifact + " " + r.Processor.Version)
	}
	reason := r.Reason()
	fields[colSchema] = text(reason.Schema)
	fields[colField] = text(reason.Field)
	fields[colReason] = text(reason.Text)
	if r.Event != nil {
		fields[colAppID] = text(r.Event.Get(event.AppID))
		fields[colEventID] = text(r.Event.Get(event.EventID))
		if t := []byte(r.Event.Get(event.CollectorTstamp)); isTimestamp(t) {
			fields[colCollector] = t
		}
	}
	if r.Request != nil {
		request(r.Request, fields)
	}
	return ""
}

// request fills what the event did not tell.
func request(q *badrow.Request, fields [][]byte) {
	if fields[colCollector] == nil && q.HasTime {
		fields[colCollector] = timestamp(q.Time)
	}
	for _, p := range q.Params {
		switch {
		case p.Name == "aid" && fields[colAppID] == nil:
			fields[colAppID] = text(p.Value.Value)
		case p.Name == "eid" && fields[colEventID] == nil:
			fields[colEventID] = text(p.Value.Value)
		}
	}
}

// timestamp gives a time as its column takes it; 0 is none.
func timestamp(millis int64) []byte {
	if millis == 0 {
		return nil
	}
	t := time.UnixMilli(millis).UTC().AppendFormat(nil, "2006-01-02 15:04:05.000")
	if !isTimestamp(t) {
		return nil
	}
	return t
}

// isTimestamp tells that a column can hold the text: what a broken event has in
// the place of a time must not fail the load.
func isTimestamp(b []byte) bool {
	_, ok := load.ParseTimestamp(b)
	return ok
}

// text is null for "".
func text(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}
