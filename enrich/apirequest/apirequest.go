package apirequest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/inputs"
	"github.com/camonica/camonica/enrich/jsonpath"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// ignored is what failures that are ignored count as.
var ignored = enrich.Ignored("api_request")

// An Enrichment asks an API. Make it with New.
type Enrichment struct {
	inputs []inputs.Source
	target []int    // index into keys of each input
	keys   []string // without doubles

	address    []part
	unfillable bool // the address has braces that no input fills
	method     string
	user       *url.Userinfo
	header     http.Header
	timeout    time.Duration
	outputs    []output

	ignoreOnError bool
	client        *lookup.Client
	cache         *lookup.Cache[[]string]
	workers       perworker.Of[state]
}

// An output makes an entity of the answer.
type output struct {
	schema string
	path   *jsonpath.Path
}

// state is the memory of one worker.
type state struct {
	reader inputs.Reader
	values []value // by key
	text   []byte
	buf    []byte
}

// A value is the text of an input; it lies in state.text.
type value struct {
	start, end int
	set        bool
}

// Enrich asks the API unless an input is missing, and adds an entity for each
// output. A failure fails the event unless the configuration ignores errors.
func (e *Enrichment) Enrich(ctx context.Context, w *enrich.Work) error {
	s := e.workers.Get(w.Worker)
	s.reader.Reset(w)
	defer s.reader.Release()
	ready, err := e.fill(s)
	if err != nil || !ready {
		return e.ignorable(ctx, w, err)
	}
	address, body := e.request(s)
	data, err := e.cache.Get(ctx, cacheKey(address, body), func(ctx context.Context) ([]string, int, error) {
		return e.ask(ctx, address, body)
	})
	if err != nil {
		return e.ignorable(ctx, w, err)
	}
	for i := range e.outputs {
		// Schema and data are the configuration's and the cache's, which outlive the event.
		w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: e.outputs[i].schema, Data: data[i], Rank: enrich.RankAPI})
	}
	return nil
}

// ignorable is the error, if the configuration does not ignore it; then it is
// counted.
func (e *Enrichment) ignorable(ctx context.Context, w *enrich.Work, err error) error {
	if err != nil && e.ignoreOnError && ctx.Err() == nil {
		w.Count(ignored)
		return nil
	}
	return err
}

// fill reads all inputs. It tells whether all are there and the address can be
// filled; of two inputs with one key the later wins.
func (e *Enrichment) fill(s *state) (ready bool, err error) {
	s.text, s.values = s.text[:0], append(s.values[:0], make([]value, len(e.keys))...)
	for i := range e.inputs {
		if err := e.inputs[i].Fault(); err != nil {
			return false, err
		}
		start := len(s.text)
		if s.read(&e.inputs[i]) {
			s.values[e.target[i]] = value{start, len(s.text), true}
		}
	}
	for _, v := range s.values {
		if !v.set {
			return false, nil
		}
	}
	return !e.unfillable, nil
}

// read appends the text of an input.
func (s *state) read(src *inputs.Source) bool {
	if !src.JSON {
		text, ok := s.reader.Text(src)
		s.text = append(s.text, text...)
		return ok
	}
	values := s.reader.Values(src)
	for i, n := range values {
		if i > 0 {
			s.text = append(s.text, ',')
		}
		s.text = appendText(s.text, n)
	}
	return len(values) > 0
}

// appendText appends a JSON value as addresses show it: texts without quotes,
// elements of arrays joined by commas, objects as JSON.
func appendText(dst []byte, n jsondoc.Node) []byte {
	switch n.Kind() {
	case jsondoc.String:
		return append(dst, n.Text()...)
	case jsondoc.Array:
		for i, m := range n.Elements() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendText(dst, m)
		}
		return dst
	}
	return n.AppendCompact(dst)
}

// request returns address and body.
func (e *Enrichment) request(s *state) (address, body string) {
	s.buf = s.buf[:0]
	for _, p := range e.address {
		if p.input < 0 {
			s.buf = append(s.buf, p.text...)
			continue
		}
		v := s.values[p.input]
		s.buf = appendForm(s.buf, string(s.text[v.start:v.end]))
	}
	address = string(s.buf)
	if e.method == http.MethodGet {
		return address, ""
	}
	s.buf = append(s.buf[:0], '{')
	for i, v := range s.values {
		if i > 0 {
			s.buf = append(s.buf, ',')
		}
		s.buf = append(jsondoc.AppendString(s.buf, e.keys[i]), ':')
		s.buf = jsondoc.AppendString(s.buf, string(s.text[v.start:v.end]))
	}
	return address, string(append(s.buf, '}'))
}

func cacheKey(address, body string) string { return address + "\x00" + body }

// ask sends the request and takes the data of all outputs from the answer.
func (e *Enrichment) ask(ctx context.Context, address, body string) ([]string, int, error) {
	a, err := e.client.Do(ctx, &lookup.Request{
		Method: e.method, URL: address, Header: e.header, User: e.user, Body: body, Timeout: e.timeout,
	})
	var failed *lookup.RequestError
	switch {
	case errors.As(err, &failed), errors.Is(err, lookup.ErrTooLong):
		return nil, 0, &enrich.Failure{Want: "the API to answer; " + err.Error()}
	case err != nil:
		return nil, 0, err
	case !a.OK():
		return nil, 0, &enrich.Failure{Want: "the API to answer with status 2xx; its answer has status " + strconv.Itoa(a.Status)}
	}
	var d jsondoc.Doc
	if err := d.Parse(a.Body, jsondoc.DefaultDepth); err != nil {
		return nil, 0, &enrich.Failure{Want: "the API to answer with JSON; its answer is not JSON"}
	}
	return e.take(d.Root())
}

func (e *Enrichment) take(answer jsondoc.Node) (data []string, size int, err error) {
	var found []jsondoc.Node
	for i := range e.outputs {
		found = e.outputs[i].path.Append(found[:0], answer)
		var b []byte
		switch {
		case len(found) == 0, len(found) == 1 && found[0].Kind() == jsondoc.Array && found[0].Len() == 0:
			return nil, 0, &enrich.Failure{Want: "the API's answer to have something at " + e.outputs[i].path.String()}
		case len(found) == 1:
			b = found[0].AppendCompact(nil)
		default:
			b = append(b, '[')
			for j, n := range found {
				if j > 0 {
					b = append(b, ',')
				}
				b = n.AppendCompact(b)
			}
			b = append(b, ']')
		}
		data = append(data, string(b))
		size += len(b)
	}
	return data, size, nil
}
