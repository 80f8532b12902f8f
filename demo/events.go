package demo

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/camonica/camonica/jsondoc"
)

// event makes one event of the mix.
func (g *generator) event(v *visitor, at time.Time) params {
	switch k := g.r.IntN(100); {
	case k < 40:
		return g.pageEvent(v, at, false)
	case k < 68:
		return g.ping(v, at)
	case k < 80:
		return g.structured(v, at)
	case k < 92:
		return g.selfDescribing(v, at)
	case k < 96:
		return g.transaction(v, at)
	default:
		return g.item(v, at)
	}
}

// common starts an event with what every tracker call carries.
func (g *generator) common(v *visitor, at time.Time, kind string) params {
	created := at.Add(-time.Duration(200+g.r.IntN(4000)) * time.Millisecond)
	p := make(params, 0, 34)
	p.add("e", kind)
	p.add("url", v.page.url())
	p.add("page", v.page.title)
	if v.referrer != "" {
		p.add("refr", v.referrer)
	}
	p.add("tv", "js-3.24.0")
	p.add("tna", "shop")
	p.add("aid", "shop-web")
	p.add("p", "web")
	p.add("tz", v.tz)
	p.add("lang", v.lang)
	p.add("cs", "UTF-8")
	p.add("res", strconv.Itoa(v.width)+"x"+strconv.Itoa(v.height))
	p.add("cd", "24")
	p.add("cookie", "1")
	p.add("eid", uuid(g.r))
	p.add("dtm", strconv.FormatInt(created.UnixMilli(), 10))
	p.add("vp", strconv.Itoa(v.width-15)+"x"+strconv.Itoa(v.height-120))
	p.add("ds", strconv.Itoa(v.width-15)+"x"+strconv.Itoa(1800+g.r.IntN(4000)))
	p.add("vid", strconv.Itoa(max(1, v.sessions)))
	p.add("sid", v.sid)
	p.add("duid", v.duid)
	if v.user != "" {
		p.add("uid", v.user)
	}
	p.add("stm", strconv.FormatInt(created.UnixMilli()+int64(20+g.r.IntN(150)), 10))
	return p
}

func (g *generator) pageEvent(v *visitor, at time.Time, measured bool) params {
	p := g.common(v, at, "pv")
	if measured {
		g.contexts(&p, false, g.webPage(), g.product())
		return p
	}
	timing := g.timing(at)
	switch {
	case g.r.IntN(60) == 0: // a version that nobody published
		g.contexts(&p, true, g.webPage(), `{"schema":"iglu:com.camonica.demo/customer/jsonschema/7-0-0","data":{"tier":"gold"}}`)
	case v.user != "":
		g.contexts(&p, true, g.webPage(), timing, g.customer(v))
	default:
		g.contexts(&p, g.r.IntN(2) == 0, g.webPage(), timing)
	}
	return p
}

func (g *generator) ping(v *visitor, at time.Time) params {
	p := g.common(v, at, "pp")
	y := g.r.IntN(2500)
	p.add("pp_mix", "0")
	p.add("pp_max", "0")
	p.add("pp_miy", strconv.Itoa(y))
	p.add("pp_may", strconv.Itoa(y+g.r.IntN(700)))
	g.contexts(&p, true, g.webPage())
	return p
}

var actions = [][4]string{
	{"basket", "add", "linen-blue", "size-m"},
	{"basket", "remove", "wool-grey", ""},
	{"filter", "colour", "blue", ""},
	{"video", "play", "caring-for-linen", "chapter 2"},
}

func (g *generator) structured(v *visitor, at time.Time) params {
	p := g.common(v, at, "se")
	a := actions[g.r.IntN(len(actions))]
	p.add("se_ca", a[0])
	p.add("se_ac", a[1])
	p.add("se_la", a[2])
	p.add("se_pr", a[3])
	if g.r.IntN(2) == 0 {
		p.add("se_va", fmt.Sprintf("%d.%02d", g.r.IntN(200), g.r.IntN(100)))
	}
	if g.r.IntN(80) == 0 {
		p.add("f_gears", "true") // an old tracker that sends words where 0 or 1 belongs
	}
	g.contexts(&p, true, g.webPage())
	return p
}

func (g *generator) selfDescribing(v *visitor, at time.Time) params {
	p := g.common(v, at, "ue")
	var data string
	switch g.r.IntN(12) {
	case 0, 1, 2, 3, 4:
		data = `{"schema":"iglu:com.snowplowanalytics.snowplow/link_click/jsonschema/1-0-1","data":{"targetUrl":` +
			quote(site+pages[g.r.IntN(len(pages))].path) + `,"elementId":"teaser-` + strconv.Itoa(g.r.IntN(30)) + `","elementClasses":["teaser","wide"]}}`
	case 5, 6, 7, 8, 9:
		data = `{"schema":"iglu:com.camonica.demo/search/jsonschema/1-0-1","data":{"terms":["rain","jacket"],"results":` +
			strconv.Itoa(g.r.IntN(90)) + `,"filters":{"colour":"blue","maxPrice":` + strconv.Itoa(50+g.r.IntN(200)) + `}}}`
	case 10:
		data = `{"schema":"iglu:com.camonica.demo/search/jsonschema/1-0-0","data":{"terms":["linen"],"results":` + strconv.Itoa(g.r.IntN(90)) + `}}`
	default: // results must be a number
		data = `{"schema":"iglu:com.camonica.demo/search/jsonschema/1-0-0","data":{"terms":["linen"],"results":"many"}}`
	}
	g.json(&p, "ue", g.r.IntN(2) == 0, "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0", data)
	g.contexts(&p, true, g.webPage(), g.product())
	return p
}

func (g *generator) transaction(v *visitor, at time.Time) params {
	p := g.common(v, at, "tr")
	total := 20 + g.r.IntN(300)
	p.add("tr_id", "order-"+strconv.Itoa(g.n))
	p.add("tr_af", "shop")
	p.add("tr_tt", strconv.Itoa(total)+".90")
	p.add("tr_tx", strconv.Itoa(total*19/119)+".35")
	p.add("tr_sh", "4.90")
	p.add("tr_ci", "Breno")
	p.add("tr_st", "Lombardia")
	p.add("tr_co", "Italy")
	p.add("tr_cu", "EUR")
	return p
}

func (g *generator) item(v *visitor, at time.Time) params {
	p := g.common(v, at, "ti")
	p.add("ti_id", "order-"+strconv.Itoa(g.n))
	p.add("ti_sk", "linen-blue-m")
	p.add("ti_nm", "Linen shirt, blue")
	p.add("ti_ca", "shirts")
	p.add("ti_pr", "59.90")
	p.add("ti_qu", strconv.Itoa(1+g.r.IntN(3)))
	p.add("ti_cu", "EUR")
	return p
}

func (g *generator) webPage() string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0","data":{"id":"` + uuid(g.r) + `"}}`
}

func (g *generator) timing(at time.Time) string {
	b := append(g.scratch[:0], `{"schema":"iglu:org.w3/PerformanceTiming/jsonschema/1-0-0","data":{`...)
	t := at.UnixMilli() - 3000
	for i, name := range []string{"navigationStart", "fetchStart", "domainLookupStart", "domainLookupEnd", "connectStart", "connectEnd",
		"requestStart", "responseStart", "responseEnd", "domLoading", "domInteractive", "domComplete"} {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), `":`...)
		b = strconv.AppendInt(b, t, 10)
		t += int64(g.r.IntN(180))
	}
	g.scratch = append(b, "}}"...)
	return string(g.scratch)
}

func (g *generator) customer(v *visitor) string {
	return `{"schema":"iglu:com.camonica.demo/customer/jsonschema/1-0-0","data":{"id":` + quote(v.user) + `,"tier":"` +
		[]string{"new", "silver", "gold"}[v.agent%3] + `","newsletter":` + strconv.FormatBool(v.agent%2 == 0) + `}}`
}

func (g *generator) product() string {
	return `{"schema":"iglu:com.camonica.demo/product/jsonschema/1-0-0","data":{"sku":"sku-` + strconv.Itoa(g.r.IntN(500)) +
		`","name":"Linen shirt","price":59.90,"currency":"EUR","tags":["summer","linen"]}}`
}

// contexts adds entities, as JSON or as Base64.
func (g *generator) contexts(p *params, encoded bool, entities ...string) {
	data := "["
	for i, e := range entities {
		if i > 0 {
			data += ","
		}
		data += e
	}
	g.json(p, "c", encoded, "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0", data+"]")
}

// json adds a wrapped JSON parameter: c → co or cx, ue → ue_pr or ue_px.
func (g *generator) json(p *params, what string, encoded bool, schema, data string) {
	text := `{"schema":"` + schema + `","data":` + data + `}`
	plain, packed := "co", "cx"
	if what == "ue" {
		plain, packed = "ue_pr", "ue_px"
	}
	if encoded {
		p.add(packed, base64.RawURLEncoding.EncodeToString([]byte(text)))
		return
	}
	p.add(plain, text)
}

func quote(s string) string { return string(jsondoc.AppendString(nil, s)) }
