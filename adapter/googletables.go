package adapter

// What the parameters of Google's Measurement Protocol become. gaEvents and
// gaEntities name a schema with the properties that parameters fill; a schema
// with none of its parameters present is left out, but for the event's.

const (
	gaProtocol = "iglu:com.google.analytics.measurement-protocol/"
	gaOwn      = "iglu:com.google.analytics/" // parameters that Google does not document
	gaVersion  = "/jsonschema/1-0-0"
)

// A gaField is a property that a parameter fills.
type gaField struct {
	param, property string
	kind            gaKind
}

// A gaSchema is data that several parameters fill.
type gaSchema struct {
	uri    string
	fields []gaField
}

// gaPageView is the event of a page view, and an entity of all other hits.
var gaPageView = gaSchema{gaProtocol + "page_view" + gaVersion, []gaField{
	{"dl", "documentLocationUrl", gaText},
	{"dh", "documentHostName", gaText},
	{"dp", "documentPath", gaText},
	{"dt", "documentTitle", gaText},
}}

// gaEvents are the events by hit type.
var gaEvents = map[string]gaSchema{
	"pageview": gaPageView,
	"screenview": {gaProtocol + "screen_view" + gaVersion, []gaField{
		{"cd", "screenName", gaText},
	}},
	"event": {gaProtocol + "event" + gaVersion, []gaField{
		{"ec", "category", gaText},
		{"ea", "action", gaText},
		{"el", "label", gaText},
		{"ev", "value", gaInt},
	}},
	"transaction": {gaProtocol + "transaction" + gaVersion, []gaField{
		{"ti", "id", gaText},
		{"ta", "affiliation", gaText},
		{"tr", "revenue", gaCents},
		{"ts", "shipping", gaCents},
		{"tt", "tax", gaCents},
		{"tcc", "couponCode", gaText},
		{"cu", "currencyCode", gaText},
	}},
	"item": {gaProtocol + "item" + gaVersion, []gaField{
		{"ti", "transactionId", gaText},
		{"in", "name", gaText},
		{"ip", "price", gaCents},
		{"iq", "quantity", gaInt},
		{"ic", "code", gaText},
		{"iv", "category", gaText},
		{"cu", "currencyCode", gaText},
	}},
	"social": {gaProtocol + "social" + gaVersion, []gaField{
		{"sn", "network", gaText},
		{"sa", "action", gaText},
		{"st", "actionTarget", gaText},
	}},
	"exception": {gaProtocol + "exception" + gaVersion, []gaField{
		{"exd", "description", gaText},
		{"exf", "isFatal", gaBool},
	}},
	"timing": {gaProtocol + "timing" + gaVersion, []gaField{
		{"utc", "userTimingCategory", gaText},
		{"utv", "userTimingVariableName", gaText},
		{"utt", "userTimingTime", gaInt},
		{"utl", "userTimingLabel", gaText},
		{"plt", "pageLoadTime", gaInt},
		{"dns", "dnsTime", gaInt},
		{"pdt", "pageDownloadTime", gaInt},
		{"rrt", "redirectResponseTime", gaInt},
		{"tcp", "tcpConnectTime", gaInt},
		{"srt", "serverResponseTime", gaInt},
		{"dit", "domInteractiveTime", gaInt},
		{"clt", "contentLoadTime", gaInt},
	}},
}

// gaEntities are the entities that a hit of any type may have.
var gaEntities = []gaSchema{
	{gaOwn + "undocumented" + gaVersion, []gaField{
		{"a", "a", gaText},
		{"jid", "jid", gaText},
		{"gjid", "gjid", gaText},
	}},
	{gaOwn + "private" + gaVersion, []gaField{
		{"_v", "v", gaText},
		{"_u", "u", gaText},
		{"_gid", "gid", gaText},
		{"_s", "s", gaInt},
		{"_r", "r", gaInt},
	}},
	{gaProtocol + "general" + gaVersion, []gaField{
		{"v", "protocolVersion", gaText},
		{"tid", "trackingId", gaText},
		{"aip", "anonymizeIp", gaBool},
		{"ds", "dataSource", gaText},
		{"qt", "queueTime", gaInt},
		{"z", "cacheBuster", gaText},
	}},
	{gaProtocol + "user" + gaVersion, []gaField{
		{"cid", "clientId", gaText},
		{"uid", "userId", gaText},
	}},
	{gaProtocol + "session" + gaVersion, []gaField{
		{"sc", "sessionControl", gaText},
		{"uip", "ipOverride", gaText},
		{"ua", "userAgentOverride", gaText},
		{"geoid", "geographicalOverride", gaText},
	}},
	{gaProtocol + "traffic_source" + gaVersion, []gaField{
		{"dr", "documentReferrer", gaText},
		{"cn", "campaignName", gaText},
		{"cs", "campaignSource", gaText},
		{"cm", "campaignMedium", gaText},
		{"ck", "campaignKeyword", gaText},
		{"cc", "campaignContent", gaText},
		{"ci", "campaignId", gaText},
		{"gclid", "googleAdwordsId", gaText},
		{"dclid", "googleDisplayAdsId", gaText},
	}},
	{gaProtocol + "system_info" + gaVersion, []gaField{
		{"sr", "screenResolution", gaText},
		{"vp", "viewportSize", gaText},
		{"de", "documentEncoding", gaText},
		{"sd", "screenColors", gaText},
		{"ul", "userLanguage", gaText},
		{"je", "javaEnabled", gaBool},
		{"fl", "flashVersion", gaText},
	}},
	{gaProtocol + "link" + gaVersion, []gaField{
		{"linkid", "id", gaText},
	}},
	{gaProtocol + "app" + gaVersion, []gaField{
		{"an", "name", gaText},
		{"aid", "id", gaText},
		{"av", "version", gaText},
		{"aiid", "installerId", gaText},
	}},
	{gaProtocol + "product_action" + gaVersion, []gaField{
		{"pa", "productAction", gaText},
		{"pal", "productActionList", gaText},
		{"cos", "checkoutStep", gaInt},
		{"col", "checkoutStepOption", gaText},
	}},
	{gaProtocol + "content_experiment" + gaVersion, []gaField{
		{"xid", "id", gaText},
		{"xvar", "variant", gaText},
	}},
	{gaProtocol + "hit" + gaVersion, []gaField{
		{"t", "type", gaText},
		{"ni", "nonInteractionHit", gaBool},
	}},
	{gaProtocol + "promotion_action" + gaVersion, []gaField{
		{"promoa", "promotionAction", gaText},
	}},
}

// gaCopied are parameters that become tracker parameters as they are, besides.
// Where there are two, the first is that of transactions.
var gaCopied = []struct{ param, name, other string }{
	{"uip", "ip", "ip"},
	{"tr", "tr_tt", "tr_tt"},
	{"dr", "refr", "refr"},
	{"ts", "tr_sh", "tr_sh"},
	{"de", "cs", "cs"},
	{"tt", "tr_tx", "tr_tx"},
	{"sd", "cd", "cd"},
	{"in", "ti_nm", "ti_nm"},
	{"ul", "lang", "lang"},
	{"ip", "ti_pr", "ti_pr"},
	{"je", "f_java", "f_java"},
	{"iq", "ti_qu", "ti_qu"},
	{"dl", "url", "url"},
	{"ic", "ti_sk", "ti_sk"},
	{"dt", "page", "page"},
	{"iv", "ti_ca", "ti_ca"},
	{"ti", "tr_id", "ti_id"},
	{"cu", "tr_cu", "ti_cu"},
	{"ta", "tr_af", "tr_af"},
	{"ua", "ua", "ua"},
}
