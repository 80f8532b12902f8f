package uaparser

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/enrich/uap"
	"github.com/camonica/camonica/jsondoc"
)

const entitySchema = "iglu:com.snowplowanalytics.snowplow/ua_parser_context/jsonschema/1-0-0"

// An Enrichment adds the entity. It keeps the entities of many user agents.
type Enrichment struct {
	rules    *uap.Parser
	entities *textcache.Cache[enrich.Known]
}

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	agent, ok := w.UserAgent()
	if !ok {
		return nil
	}
	k := w.AgentKey(agent)
	entity := e.entities.Get(k)
	if entity == nil {
		entity = e.entities.Add(k, func(k *enrich.Known) int {
			k.Init(entitySchema, appendEntity(make([]byte, 0, 384), e.rules.Parse(agent)), enrich.RankUAParser)
			return k.Size()
		})
	}
	w.Derive(entity)
	return nil
}

// Ahead implements enrich.Ahead.
func (e *Enrichment) Ahead(w *enrich.Work) {
	if agent, ok := w.UserAgent(); ok {
		if k := e.entities.Get(w.AgentKey(agent)); k != nil {
			k.Ahead()
		}
	}
}

func appendEntity(b []byte, a *uap.Agent) []byte {
	b = appendText(append(b, `{"useragentFamily":`...), a.Browser.Family)
	b = appendText(append(b, `,"useragentMajor":`...), a.Browser.Major)
	b = appendText(append(b, `,"useragentMinor":`...), a.Browser.Minor)
	b = appendText(append(b, `,"useragentPatch":`...), a.Browser.Patch)
	b = appendText(append(b, `,"useragentVersion":`...), whole(&a.Browser))
	b = appendText(append(b, `,"osFamily":`...), a.OS.Family)
	b = appendText(append(b, `,"osMajor":`...), a.OS.Major)
	b = appendText(append(b, `,"osMinor":`...), a.OS.Minor)
	b = appendText(append(b, `,"osPatch":`...), a.OS.Patch)
	b = appendText(append(b, `,"osPatchMinor":`...), a.OS.PatchMinor)
	b = appendText(append(b, `,"osVersion":`...), whole(&a.OS))
	b = appendText(append(b, `,"deviceFamily":`...), a.Device.Family)
	return append(b, '}')
}

func appendText(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return jsondoc.AppendString(b, s)
}

// whole is the family and the parts of the version that are there: iOS 5.1.1.
func whole(v *uap.Version) string {
	s := v.Family
	separator := " "
	for _, part := range [...]string{v.Major, v.Minor, v.Patch, v.PatchMinor} {
		if part != "" {
			s += separator + part
		}
		separator = "."
	}
	return s
}
