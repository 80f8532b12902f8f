package adapter

import (
	"context"
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// olark takes chat transcripts and offline messages from Olark: a form whose
// field data holds a JSON object.
type olark struct{ hook Webhook }

const (
	olarkTranscript = "iglu:com.olark/transcript/jsonschema/1-0-0"
	olarkOffline    = "iglu:com.olark/offline_message/jsonschema/1-0-0"
)

func newOlark(v versions) Adapter {
	return olark{Webhook{Vendor: "Olark", Tracker: "com.olark-v1", Platform: "srv", versions: v}}
}

func (a olark) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	s.Reset()
	if err := a.hook.formBody(p, s); err != nil {
		return err
	}
	s.query = appendMap(s.query, p.Query)
	data, _ := lookup(s.form, "data")
	if !data.Set {
		return a.hook.missingField("data")
	}
	if data.Value == "" {
		return a.hook.emptyEvent("data")
	}
	root, err := a.hook.parseField(s, "data", data.Value)
	if err != nil {
		return err
	}
	if root.Kind() != jsondoc.Object {
		return a.hook.fail(Error{Kind: NotAnObject, Field: "data", Value: data, Want: "an object"})
	}
	schema := olarkOffline
	if root.Get("operators").Exists() {
		schema = olarkTranscript
	}
	var errs Errors
	from := len(s.Buf)
	s.Buf = a.cleaner(&errs).Append(s.Buf, root)
	if errs != nil {
		return errs
	}
	a.hook.Event(s, p, s.query, schema, s.Buf[from:])
	return emit(&s.Raw)
}

// cleaner turns the timestamps of items, which are texts of seconds, into
// date-times; it adds those that are none to errs.
func (a olark) cleaner(errs *Errors) Cleaner {
	items := Cleaner{rename: camel, nested: camelTwice}
	items.value = func(dst []byte, name string, n jsondoc.Node) ([]byte, bool) {
		if name != "timestamp" || n.Kind() != jsondoc.String {
			return dst, false
		}
		ms, ok := olarkTime(n.Text())
		if !ok {
			*errs = errs.with(a.hook.fail(Error{
				Kind: InvalidTimestamp, Field: "timestamp", Value: payload.Some(n.Text()), Want: "seconds since 1970",
			}))
		}
		return appendDateTime(dst, ms), true
	}
	return Cleaner{rename: camel, nested: camelTwice, value: func(dst []byte, name string, n jsondoc.Node) ([]byte, bool) {
		if name != "items" {
			return dst, false
		}
		return items.Append(dst, n), true
	}}
}

// olarkTime reads seconds with an optional fraction, of which three digits count.
func olarkTime(v string) (ms int64, ok bool) {
	whole, fraction, dot := strings.Cut(v, ".")
	if strings.Trim(whole+fraction, "0123456789") != "" || dot && fraction == "" {
		return 0, false
	}
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || sec > maxSeconds {
		return 0, false
	}
	for i := range 3 {
		ms *= 10
		if i < len(fraction) {
			ms += int64(fraction[i] - '0')
		}
	}
	return sec*1000 + ms, true
}
