package eventspec

import (
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// A pageEvent is an event that has its facts in columns.
type pageEvent struct {
	schema  string
	columns []event.Column
}

var pageColumns = func() map[string]pageEvent {
	page := []event.Column{
		event.PageURL, event.PageTitle, event.PageReferrer, event.PageURLScheme, event.PageURLHost,
		event.PageURLPort, event.PageURLPath, event.PageURLQuery, event.PageURLFragment,
	}
	ping := append(append([]event.Column(nil), page...),
		event.PPXOffsetMin, event.PPXOffsetMax, event.PPYOffsetMin, event.PPYOffsetMax)
	return map[string]pageEvent{
		"page_view": {"iglu:com.snowplowanalytics.snowplow/page_view/jsonschema/1-0-0", page},
		"page_ping": {"iglu:com.snowplowanalytics.snowplow/page_ping/jsonschema/1-0-0", ping},
	}
}()

// appendColumns appends an object of the columns that are not empty.
func appendColumns(dst []byte, ev *event.Event, columns []event.Column) []byte {
	dst = append(dst, '{')
	n := len(dst)
	for _, c := range columns {
		v := ev.Get(c)
		if v == "" {
			continue
		}
		if len(dst) > n {
			dst = append(dst, ',')
		}
		dst = append(jsondoc.AppendString(dst, c.String()), ':')
		if event.Table[c].Kind == event.Int {
			dst = append(dst, v...)
			continue
		}
		dst = jsondoc.AppendString(dst, v)
	}
	return append(dst, '}')
}
