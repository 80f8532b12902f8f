package convert

import "github.com/camonica/camonica/payload"

// EventType turns the code of an event into the event's name.
func EventType(dst []byte, v payload.Text) ([]byte, error) {
	var name string
	switch v.Value {
	case "pv":
		name = "page_view"
	case "pp":
		name = "page_ping"
	case "ue":
		name = "unstruct"
	case "se", "ev":
		name = "struct"
	case "tr":
		name = "transaction"
	case "ti":
		name = "transaction_item"
	case "ad":
		name = "ad_impression"
	default:
		return dst, errEventCode
	}
	return append(dst, name...), nil
}

// Platform checks the code of a platform.
func Platform(dst []byte, v payload.Text) ([]byte, error) {
	switch v.Value {
	case "web", "mob", "pc", "srv", "app", "tv", "cnsl", "iot", "headset":
		return append(dst, v.Value...), nil
	}
	return dst, errPlatform
}
