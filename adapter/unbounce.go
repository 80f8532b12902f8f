package adapter

import (
	"context"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// unbounce takes forms that were filled in on pages of Unbounce: a form that has
// the answers as JSON in its field data.json.
type unbounce struct{ hook Webhook }

const (
	unbounceSchema = "iglu:com.unbounce/form_post/jsonschema/1-0-0"
	unbounceJSON   = "data.json"
	unbounceXML    = "data.xml" // the same as XML; left out
)

func newUnbounce(v versions) Adapter {
	return unbounce{Webhook{Vendor: "Unbounce", Tracker: "com.unbounce-v1", Platform: "srv", versions: v}}
}

func (a unbounce) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	s.Reset()
	if err := a.hook.formBody(p, s); err != nil {
		return err
	}
	s.query = appendMap(s.query, p.Query)
	for _, name := range [...]string{"page_id", "page_name", "variant", "page_url", unbounceJSON} {
		if _, ok := lookup(s.form, name); !ok {
			return a.hook.missingField(name)
		}
	}
	answers, _ := lookup(s.form, unbounceJSON)
	if answers.Value == "" {
		return a.hook.emptyEvent(unbounceJSON)
	}
	root, err := a.hook.parseField(s, unbounceJSON, answers.Value)
	if err != nil {
		return err
	}
	from := len(s.Buf)
	s.Buf = appendUnbounce(s.Buf, s.form, root)
	a.hook.Event(s, p, s.query, unbounceSchema, s.Buf[from:])
	return emit(&s.Raw)
}

func appendUnbounce(dst []byte, form []payload.Pair, answers jsondoc.Node) []byte {
	dst = append(dst, '{')
	for _, f := range form {
		if f.Name == unbounceXML {
			continue
		}
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = append(jsondoc.AppendString(dst, CamelCase(f.Name)), ':')
		if f.Name == unbounceJSON {
			dst = unbounceCleaner(answers).Append(dst, answers)
		} else {
			dst = appendText(dst, f.Value)
		}
	}
	return append(dst, '}')
}

// unbounceCleaner is for the value of data.json, which is a member itself.
func unbounceCleaner(answers jsondoc.Node) Cleaner {
	if answers.Kind() == jsondoc.Object {
		return Cleaner{rename: camelTwice}
	}
	return Cleaner{rename: camel, nested: camelTwice}
}
