package enrich

import (
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
)

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
	u := pageuri.Parse(s)
	w.work.Page = u
	w.setText(event.PageURL, u.Text)
	w.setParts(&u, event.PageURL, event.PageURLScheme)
}

// referrer takes the referrer's address apart. The column page_referrer keeps
// the text that the tracker sent.
func (w *Worker) referrer() {
	s := w.event.Get(event.PageReferrer)
	if s == "" {
		return
	}
	u := pageuri.Parse(s)
	w.work.Referrer = u
	w.setParts(&u, event.PageReferrer, event.RefrURLScheme)
}

// setParts fills the six columns of an address's parts; scheme is the first of
// them. The parts of a text that is safe, as that of the column whole may be, need
// no look of their own.
func (w *Worker) setParts(u *pageuri.URI, whole, scheme event.Column) {
	if !u.Valid {
		return
	}
	safe := w.event.Safe(whole) && w.event.Get(whole) == u.Text
	for i, part := range [...]string{u.Scheme, u.Host, "", u.Path, u.Query, u.Fragment} {
		if c := scheme + event.Column(i); safe {
			w.event.SetSafe(c, part)
		} else {
			w.event.SetText(c, part)
		}
	}
	w.setInt(scheme+2, u.Port)
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
