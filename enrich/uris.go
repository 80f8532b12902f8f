package enrich

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
)

// An address is a parsed one and what its columns hold.
type address struct {
	uri  pageuri.URI
	safe bool // the text, and with it each part, needs no event.AppendSafe
	port string
}

// Limits of the addresses that a worker remembers. Longer ones seldom come again.
const (
	maxAddresses = 1 << 10
	maxAddress   = 512 // bytes of one
)

// address takes an address apart, or remembers what came of it.
func (w *Worker) address(s string) *address {
	if len(s) > maxAddress {
		return newAddress(s)
	}
	a, ok := w.addresses.Get(s)
	if !ok {
		s = strings.Clone(s)
		a = newAddress(s)
		w.addresses.Put(s, a)
	}
	return a
}

func newAddress(s string) *address {
	a := &address{uri: pageuri.Parse(s)}
	a.safe = event.Safe(a.uri.Text)
	a.port = strconv.Itoa(a.uri.Port)
	return a
}

// page chooses the page's address – the tracker's, else the collector's referer
// – and takes it apart. An event never fails for its address.
func (w *Worker) page() {
	e := &w.event
	s := e.Get(event.PageURL)
	if s == "" {
		s = w.work.Raw.Payload.Referer.Value
	}
	if s == "" {
		return
	}
	a := w.address(s)
	w.work.Page = a.uri
	if a.safe {
		w.event.SetSafe(event.PageURL, a.uri.Text)
	} else {
		w.setText(event.PageURL, a.uri.Text)
	}
	w.setParts(a, event.PageURLScheme)
}

// referrer takes the referrer's address apart. The column page_referrer keeps
// the text that the tracker sent.
func (w *Worker) referrer() {
	s := w.event.Get(event.PageReferrer)
	if s == "" {
		return
	}
	a := w.address(s)
	w.work.Referrer = a.uri
	w.setParts(a, event.RefrURLScheme)
}

// setParts fills the six columns of an address's parts; scheme is the first of
// them.
func (w *Worker) setParts(a *address, scheme event.Column) {
	u := &a.uri
	if !u.Valid {
		return
	}
	for i, part := range [...]string{u.Scheme, u.Host, a.port, u.Path, u.Query, u.Fragment} {
		if c := scheme + event.Column(i); a.safe {
			w.event.SetSafe(c, part)
		} else {
			w.event.SetText(c, part)
		}
	}
}

// pageQuery decodes the querystring of the page.
func (w *Worker) pageQuery() {
	w.work.PageQuery, w.query = w.work.Page.Pairs(w.work.PageQuery, w.query[:0], w.work.Raw.Payload.Encoding)
}

// crossDomain sets who linked to the page, and when.
func (w *Worker) crossDomain() {
	if len(w.work.PageQuery) == 0 {
		return
	}
	c := pageuri.ParseCrossDomain(w.work.PageQuery)
	w.setText(event.RefrDomainUserID, c.UserID)
	if c.Timed {
		b := convert.AppendTimestamp(w.event.Grow(24), c.Time)
		w.event.Set(event.RefrDvceTstamp, w.event.Done(b))
	}
}
