package enrich

import (
	"errors"
	"math/bits"
	"strings"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// A param is one tracker parameter: its name, where it goes and how. A parameter
// is one of: text (conv nil), converted text, dimensions (second column set) or
// JSON (source set). What conv makes is safe for a row.
type param struct {
	name   string
	col    event.Column
	conv   convert.Func
	height event.Column // of dimensions
	source string       // of JSON: the part of the event
	base64 bool
}

// paramList is the tracker protocol. Where two parameters fill one column the
// later one wins, but both must convert. Parameters that are not in the list are
// ignored.
var paramList = [...]param{
	{name: "e", col: event.EventType, conv: convert.EventType},
	{name: "ip", col: event.UserIPAddress, conv: convert.IP},
	{name: "aid", col: event.AppID},
	{name: "p", col: event.Platform, conv: convert.Platform},
	{name: "tid", col: event.TxnID, conv: convert.Integer},
	{name: "uid", col: event.UserID},
	{name: "duid", col: event.DomainUserID},
	{name: nuid, col: event.NetworkUserID},
	{name: "tnuid", col: event.NetworkUserID},
	{name: "ua", col: event.UserAgent},
	{name: "fp", col: event.UserFingerprint},
	{name: "vid", col: event.DomainSessionIdx, conv: convert.Integer},
	{name: "sid", col: event.DomainSessionID, conv: convert.UUID},
	{name: "eid", col: event.EventID, conv: convert.UUID},
	{name: "dtm", col: event.DvceCreatedTstamp, conv: convert.Timestamp},
	{name: "stm", col: event.DvceSentTstamp, conv: convert.Timestamp},
	{name: "ttm", col: event.TrueTstamp, conv: convert.Timestamp},
	{name: "tna", col: event.NameTracker},
	{name: "tv", col: event.VTracker},
	{name: "cv", col: event.VCollector},
	{name: "lang", col: event.BRLang},
	{name: "f_pdf", col: event.BRFeaturesPDF, conv: convert.Bool},
	{name: "f_fla", col: event.BRFeaturesFlash, conv: convert.Bool},
	{name: "f_java", col: event.BRFeaturesJava, conv: convert.Bool},
	{name: "f_dir", col: event.BRFeaturesDirector, conv: convert.Bool},
	{name: "f_qt", col: event.BRFeaturesQuickTime, conv: convert.Bool},
	{name: "f_realp", col: event.BRFeaturesRealPlayer, conv: convert.Bool},
	{name: "f_wma", col: event.BRFeaturesWindowsMedia, conv: convert.Bool},
	{name: "f_gears", col: event.BRFeaturesGears, conv: convert.Bool},
	{name: "f_ag", col: event.BRFeaturesSilverlight, conv: convert.Bool},
	{name: "cookie", col: event.BRCookies, conv: convert.Bool},
	{name: "res", col: event.DvceScreenWidth, height: event.DvceScreenHeight},
	{name: "vp", col: event.BRViewWidth, height: event.BRViewHeight},
	{name: "ds", col: event.DocWidth, height: event.DocHeight},
	{name: "cd", col: event.BRColorDepth},
	{name: "tz", col: event.OSTimezone},
	{name: "refr", col: event.PageReferrer},
	{name: "url", col: event.PageURL},
	{name: "page", col: event.PageTitle},
	{name: "cs", col: event.DocCharset},
	{name: "co", col: event.Contexts, source: sourceContexts},
	{name: "cx", col: event.Contexts, source: sourceContexts, base64: true},
	{name: "ue_pr", col: event.UnstructEvent, source: sourceUnstruct},
	{name: "ue_px", col: event.UnstructEvent, source: sourceUnstruct, base64: true},
	{name: "ev_ca", col: event.SECategory},
	{name: "ev_ac", col: event.SEAction},
	{name: "ev_la", col: event.SELabel},
	{name: "ev_pr", col: event.SEProperty},
	{name: "ev_va", col: event.SEValue, conv: convert.Decimal},
	{name: "se_ca", col: event.SECategory},
	{name: "se_ac", col: event.SEAction},
	{name: "se_la", col: event.SELabel},
	{name: "se_pr", col: event.SEProperty},
	{name: "se_va", col: event.SEValue, conv: convert.Decimal},
	{name: "tr_id", col: event.TROrderID},
	{name: "tr_af", col: event.TRAffiliation},
	{name: "tr_ci", col: event.TRCity},
	{name: "tr_st", col: event.TRState},
	{name: "tr_co", col: event.TRCountry},
	{name: "tr_cu", col: event.TRCurrency},
	{name: "tr_tt", col: event.TRTotal, conv: convert.Decimal},
	{name: "tr_tx", col: event.TRTax, conv: convert.Decimal},
	{name: "tr_sh", col: event.TRShipping, conv: convert.Decimal},
	{name: "ti_id", col: event.TIOrderID},
	{name: "ti_sk", col: event.TISKU},
	{name: "ti_na", col: event.TIName},
	{name: "ti_nm", col: event.TIName},
	{name: "ti_ca", col: event.TICategory},
	{name: "ti_cu", col: event.TICurrency},
	{name: "ti_pr", col: event.TIPrice, conv: convert.Decimal},
	{name: "ti_qu", col: event.TIQuantity, conv: convert.Integer},
	{name: "pp_mix", col: event.PPXOffsetMin, conv: convert.Integer},
	{name: "pp_max", col: event.PPXOffsetMax, conv: convert.Integer},
	{name: "pp_miy", col: event.PPYOffsetMin, conv: convert.Integer},
	{name: "pp_may", col: event.PPYOffsetMax, conv: convert.Integer},
}

// nuid is sent as "-" by the Clojure collector when it has no id; that counts as
// absent.
const nuid = "nuid"

// found says which parameters there are, by their places in paramList.
type found struct {
	there [(len(paramList) + 63) / 64]uint64
	at    [len(paramList)]int32 // place in Raw.Params of those that are there
}

func (f *found) add(name string, at int) {
	if id := paramNames.find(name); id >= 0 {
		f.at[id] = int32(at)
		f.there[id/64] |= 1 << (id % 64)
	}
}

// parameters takes the tracker's parameters into the columns, in the order of
// the list. A parameter that is there but empty erases what the collector gave.
func (w *Worker) parameters(raw *adapter.Raw) {
	f, rest := foundIn(raw.Shape)
	for i := rest; i < len(raw.Params); i++ {
		f.add(raw.Params[i].Name, i)
	}
	for i, set := range f.there {
		for ; set != 0; set &= set - 1 {
			id := i*64 + bits.TrailingZeros64(set)
			w.parameter(&paramList[id], raw.Params[f.at[id]].Value)
		}
	}
}

// foundIn returns what the names of a shape find, noted once for all events of that
// shape, and how many names that are: none where nothing can be noted.
func foundIn(s *jsondoc.Shape) (f found, names int) {
	known, ok := jsondoc.Noted(s, paramNames, func(names []string) *found {
		f := new(found)
		for i, name := range names {
			f.add(name, i)
		}
		return f
	})
	if !ok {
		return f, 0
	}
	return *known, s.Len()
}

func (w *Worker) parameter(p *param, v payload.Text) {
	switch {
	case p.source != "":
		w.jsonParameter(p, v)
	case p.height != 0:
		w.dimensions(p, v)
	case p.conv == nil:
		if p.name == nuid && v.Value == "-" {
			return
		}
		w.setText(p.col, v.Value)
	default:
		b, err := p.conv(w.event.Grow(len(v.Value)+24), v)
		if err != nil {
			w.failColumn(p.name, err, v)
			return
		}
		w.event.SetSafe(p.col, w.event.Done(b))
	}
}

func (w *Worker) dimensions(p *param, v payload.Text) {
	if _, _, err := convert.Dimensions(v); err != nil {
		w.failColumn(p.name, err, v)
		return
	}
	// Digits they are: without leading zeros they are what the columns hold.
	width, height, _ := strings.Cut(v.Value, "x")
	w.event.SetSafe(p.col, withoutZeros(width))
	w.event.SetSafe(p.height, withoutZeros(height))
}

// withoutZeros cuts leading zeros off digits.
func withoutZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

// failColumn notes that a parameter, or what the collector gave, has no place in
// its column.
func (w *Worker) failColumn(field string, err error, v payload.Text) {
	want, targets := err.Error(), []string(nil)
	var e *convert.Error
	if errors.As(err, &e) {
		want, targets = "expected "+e.Want, []string{string(e.Kind)}
	}
	w.faults.params.add(field, want, parseKeyword, targets, v)
}

// setText gives a column a text of the payload, without a copy if it is safe for
// a row.
func (w *Worker) setText(c event.Column, s string) { w.event.SetText(c, s) }
