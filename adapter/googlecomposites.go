package adapter

import (
	"slices"
	"strings"

	"github.com/camonica/camonica/payload"
)

// A gaComposite is an entity of which a hit may have several: the numbers in the
// names of its parameters are its indexes.
type gaComposite struct {
	uri      string
	indexes  []string // properties, in the order of the numbers
	currency bool     // takes the hit's cu as currencyCode
}

// gaCompositeFields are the properties by all letters of a parameter's name:
// il12pi42cd36 fills value of ilpicd.
var gaCompositeFields = map[string]struct {
	entity   *gaComposite
	property string
	kind     gaKind
}{
	"prid":    {gaProduct, "sku", gaText},
	"prnm":    {gaProduct, "name", gaText},
	"prbr":    {gaProduct, "brand", gaText},
	"prca":    {gaProduct, "category", gaText},
	"prva":    {gaProduct, "variant", gaText},
	"prpr":    {gaProduct, "price", gaCents},
	"prqt":    {gaProduct, "quantity", gaInt},
	"prcc":    {gaProduct, "couponCode", gaText},
	"prps":    {gaProduct, "position", gaInt},
	"prcd":    {gaProductCustomDimension, "value", gaText},
	"prcm":    {gaProductCustomMetric, "value", gaInt},
	"ilnm":    {gaProductImpressionList, "name", gaText},
	"ilpiid":  {gaProductImpression, "sku", gaText},
	"ilpinm":  {gaProductImpression, "name", gaText},
	"ilpibr":  {gaProductImpression, "brand", gaText},
	"ilpica":  {gaProductImpression, "category", gaText},
	"ilpiva":  {gaProductImpression, "variant", gaText},
	"ilpips":  {gaProductImpression, "position", gaInt},
	"ilpipr":  {gaProductImpression, "price", gaCents},
	"ilpicd":  {gaProductImpressionCustomDimension, "value", gaText},
	"ilpicm":  {gaProductImpressionCustomMetric, "value", gaInt},
	"promoid": {gaPromotion, "id", gaText},
	"promonm": {gaPromotion, "name", gaText},
	"promocr": {gaPromotion, "creative", gaText},
	"promops": {gaPromotion, "position", gaText},
	"cd":      {gaCustomDimension, "value", gaText},
	"cm":      {gaCustomMetric, "value", gaDouble},
	"cg":      {gaContentGroup, "value", gaText},
}

var (
	gaProduct                          = &gaComposite{uri: gaProtocol + "product" + gaVersion, indexes: []string{"index"}, currency: true}
	gaProductCustomDimension           = &gaComposite{uri: gaProtocol + "product_custom_dimension" + gaVersion, indexes: []string{"productIndex", "dimensionIndex"}}
	gaProductCustomMetric              = &gaComposite{uri: gaProtocol + "product_custom_metric" + gaVersion, indexes: []string{"productIndex", "metricIndex"}}
	gaProductImpressionList            = &gaComposite{uri: gaProtocol + "product_impression_list" + gaVersion, indexes: []string{"index"}}
	gaProductImpression                = &gaComposite{uri: gaProtocol + "product_impression" + gaVersion, indexes: []string{"listIndex", "productIndex"}, currency: true}
	gaProductImpressionCustomDimension = &gaComposite{uri: gaProtocol + "product_impression_custom_dimension" + gaVersion, indexes: []string{"listIndex", "productIndex", "customDimensionIndex"}}
	gaProductImpressionCustomMetric    = &gaComposite{uri: gaProtocol + "product_impression_custom_metric" + gaVersion, indexes: []string{"listIndex", "productIndex", "customMetricIndex"}}
	gaPromotion                        = &gaComposite{uri: gaProtocol + "promotion" + gaVersion, indexes: []string{"index"}}
	gaCustomDimension                  = &gaComposite{uri: gaProtocol + "custom_dimension" + gaVersion, indexes: []string{"index"}}
	gaCustomMetric                     = &gaComposite{uri: gaProtocol + "custom_metric" + gaVersion, indexes: []string{"index"}}
	gaContentGroup                     = &gaComposite{uri: gaProtocol + "content_group" + gaVersion, indexes: []string{"index"}}
)

// maxEntities bounds what the entities of one hit take, in bytes: a hit repeats
// its currency in each product. Google's own limit for a hit is 8 KiB.
const maxEntities = 4 << 20

// A gaGroup is one composite entity: the parameters with the same indexes.
type gaGroup struct {
	entity  *gaComposite
	numbers []string
	fields  []byte // properties, each with a comma after it
}

// appendComposites appends the composite entities of a hit, each with a comma
// after it, in the order of their parameters' names. The first thing wrong is the
// only one reported.
func (a googleAnalytics) appendComposites(dst []byte, hit []payload.Pair) ([]byte, Errors) {
	groups, errs := a.group(hit)
	if errs != nil {
		return dst, errs
	}
	currency, hasCurrency := lookup(hit, "cu")
	from := len(dst)
	for _, g := range groups {
		dst = append(a.appendSchema(dst, g.entity.uri), '{')
		dst = append(dst, g.fields...)
		for i, n := range g.numbers {
			var err error
			if dst, err = a.appendProperty(dst, g.entity.indexes[i], gaInt, payload.Some(n)); err != nil {
				return dst, a.at(-1, err)
			}
			dst = append(dst, ',')
		}
		if g.entity.currency && hasCurrency {
			dst = appendText(append(dst, `"currencyCode":`...), currency)
			dst = append(dst, ',')
		}
		dst = append(dst[:len(dst)-1], "}},"...)
		if len(dst)-from > maxEntities {
			return dst, a.at(-1, a.hook.fail(Error{Kind: UnparseableCompositeField, Field: "cu", Want: "entities of no more than 4 MiB"}))
		}
	}
	return dst, nil
}

// group collects the indexed parameters by entity and indexes.
func (a googleAnalytics) group(hit []payload.Pair) ([]*gaGroup, Errors) {
	var indexed []payload.Pair
	for _, h := range hit {
		if !strings.ContainsAny(h.Name, "0123456789") {
			continue
		}
		if _, _, ok := CompositeField(h.Name); !ok {
			return nil, a.at(-1, a.hook.fail(Error{
				Kind: UnparseableCompositeField, Field: h.Name, Value: h.Value, Want: "the name of an indexed parameter of the Measurement Protocol",
			}))
		}
		indexed = append(indexed, h)
	}
	slices.SortFunc(indexed, func(x, y payload.Pair) int { return strings.Compare(x.Name, y.Name) })

	type key struct {
		entity  *gaComposite
		numbers string
	}
	found := map[key]*gaGroup{}
	var groups []*gaGroup
	for _, h := range indexed {
		letters, numbers, _ := CompositeField(h.Name)
		f, ok := gaCompositeFields[strings.Join(letters, "")]
		if !ok {
			continue
		}
		if len(numbers) != len(f.entity.indexes) { // checked, but no part of any entity
			if _, err := a.appendProperty(nil, f.property, f.kind, h.Value); err != nil {
				return nil, a.at(-1, err)
			}
			continue
		}
		k := key{f.entity, strings.Join(numbers, ",")}
		g := found[k]
		if g == nil {
			g = &gaGroup{entity: f.entity, numbers: numbers}
			found[k] = g
			groups = append(groups, g)
		}
		var err error
		if g.fields, err = a.appendProperty(g.fields, f.property, f.kind, h.Value); err != nil {
			return nil, a.at(-1, err)
		}
		g.fields = append(g.fields, ',')
	}
	return groups, nil
}
