package demo

import (
	"strconv"
	"time"

	"github.com/camonica/camonica/jsondoc"
)

// airshipTypes are the events of an app, the common ones more than once.
var airshipTypes = [...]string{"OPEN", "SEND", "OPEN", "SEND", "LOCATION", "OPEN", "CLOSE", "CUSTOM"}

// appendAirship writes what the shop's app did, as Urban Airship Connect tells it.
func appendAirship(b []byte, h *hit) []byte {
	e := h.events[0]
	text := func(name, value string) {
		b = append(jsondoc.AppendString(b, name), ':')
		b = append(jsondoc.AppendString(b, value), ',')
	}
	moment := h.at.UnixMilli() / 1000
	b = append(b, '{')
	text("id", find(e, "eid"))
	text("offset", strconv.FormatInt(moment, 10))
	text("occurred", h.at.Format(time.RFC3339))
	text("processed", h.at.Add(2*time.Second).Format(time.RFC3339))
	text("type", airshipTypes[int(moment)%len(airshipTypes)])
	b = append(b, `"device":{`...)
	text("ios_channel", h.visitor.duid)
	text("named_user_id", h.visitor.nuid)
	b = append(b[:len(b)-1], `},"body":{`...)
	text("session_id", h.visitor.sid)
	return append(b[:len(b)-1], "}}\n"...)
}
