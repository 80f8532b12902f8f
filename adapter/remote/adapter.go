package remote

import (
	"context"
	"errors"
	"strings"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// An Adapter asks one service for the events of its API's payloads.
type Adapter struct {
	vendor, version string
	client          *client
}

var _ adapter.Adapter = (*Adapter)(nil)

// New returns the adapter of a configuration. Nothing is asked yet.
func New(cfg Config) (*Adapter, error) {
	c, err := newClient(cfg)
	if err != nil {
		return nil, err
	}
	return &Adapter{vendor: cfg.Vendor, version: cfg.Version, client: c}, nil
}

// API describes the adapter in listings.
func (a *Adapter) API() adapter.API {
	return adapter.API{
		Vendor: a.vendor, Version: a.version, Name: "remote", What: "events that a service makes", Request: "body that the service knows", Many: true,
	}
}

// Adapt asks the service and emits the events of its answer.
func (a *Adapter) Adapt(ctx context.Context, p *payload.Payload, s *adapter.Scratch, emit func(*adapter.Raw) error) error {
	if p.Body.Value == "" {
		return failed(adapter.EmptyBody, payload.Text{}, "a body")
	}
	s.Reset()
	s.Buf = appendRequest(s.Buf, p)
	answer, err := a.client.post(ctx, s.Buf)
	if refused := (*answerError)(nil); errors.As(err, &refused) && refused.aboutPayload() {
		return failed(adapter.RemoteError, payload.Some(refused.Error()), "a payload that the remote adapter takes")
	}
	if err != nil {
		return &OutageError{Vendor: a.vendor, Version: a.version, Err: err}
	}
	events, err := a.events(s, answer)
	if err != nil {
		return err
	}
	s.Raw.Payload = p
	for m := events.First(); m.Exists(); m = m.Next() {
		s.Raw.Params = s.Raw.Params[:0]
		for q := m.Value().First(); q.Exists(); q = q.Next() {
			s.Raw.Params = append(s.Raw.Params, payload.Pair{Name: q.Name(), Value: text(q.Value())})
		}
		if err := emit(&s.Raw); err != nil {
			return err
		}
	}
	return nil
}

// events returns the array of events in an answer, all of which are objects of
// texts.
func (a *Adapter) events(s *adapter.Scratch, answer []byte) (jsondoc.Node, error) {
	broken := func(what string) (jsondoc.Node, error) {
		return jsondoc.Node{}, &OutageError{Vendor: a.vendor, Version: a.version, Err: &answerError{what: what}}
	}
	if err := s.Doc.Parse(answer, jsondoc.DefaultDepth); err != nil {
		return broken("is no JSON")
	}
	root := s.Doc.Root()
	if message := root.Get("error"); message.Kind() == jsondoc.String {
		return jsondoc.Node{}, failed(adapter.RemoteError, payload.Some(message.Text()), "a payload that the remote adapter takes")
	}
	events := root.Get("events")
	if events.Kind() != jsondoc.Array {
		return broken("has neither events nor an error")
	}
	if events.Len() == 0 {
		return jsondoc.Node{}, failed(adapter.NoEvents, payload.Text{}, "at least one event")
	}
	for _, e := range events.Elements() {
		if e.Kind() != jsondoc.Object {
			return broken("has an event that is no object")
		}
		for _, v := range e.Members() {
			if v.Kind() != jsondoc.String && v.Kind() != jsondoc.Null {
				return broken("has a parameter that is no text")
			}
		}
	}
	return events, nil
}

func failed(kind adapter.ErrorKind, value payload.Text, want string) error {
	value.Value = strings.Clone(value.Value)
	return adapter.Errors{{Kind: kind, Vendor: "Remote", Field: "Body", Value: value, Want: want, Index: -1}}
}

// appendRequest appends what the service is told of a payload. Of parameters of
// one name the last counts.
func appendRequest(dst []byte, p *payload.Payload) []byte {
	dst = appendText(append(dst, `{"contentType":`...), p.ContentType)
	dst = append(dst, `,"queryString":{`...)
	last := make(map[string]int, len(p.Query))
	for i, q := range p.Query {
		last[q.Name] = i
	}
	for i, q := range p.Query {
		if last[q.Name] != i {
			continue
		}
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = appendText(append(jsondoc.AppendString(dst, q.Name), ':'), q.Value)
	}
	dst = append(dst, `},"headers":[`...)
	for i, h := range p.Headers {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = jsondoc.AppendString(dst, h)
	}
	dst = appendText(append(dst, `],"body":`...), p.Body)
	return append(dst, '}')
}

func appendText(dst []byte, t payload.Text) []byte {
	if !t.Set {
		return append(dst, "null"...)
	}
	return jsondoc.AppendString(dst, t.Value)
}

func text(n jsondoc.Node) payload.Text {
	return payload.Text{Value: n.Text(), Set: n.Kind() == jsondoc.String}
}
