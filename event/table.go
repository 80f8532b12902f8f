package event

// Code in this file is one table: position, name and properties of every column.
// Facts: the enriched event of R108 and later, in the order of its TSV.

// The columns in the order of the TSV.
const (
	AppID                  Column = iota // app_id
	Platform                             // platform
	ETLTstamp                            // etl_tstamp
	CollectorTstamp                      // collector_tstamp
	DvceCreatedTstamp                    // dvce_created_tstamp
	EventType                            // event
	EventID                              // event_id
	TxnID                                // txn_id
	NameTracker                          // name_tracker
	VTracker                             // v_tracker
	VCollector                           // v_collector
	VETL                                 // v_etl
	UserID                               // user_id
	UserIPAddress                        // user_ipaddress
	UserFingerprint                      // user_fingerprint
	DomainUserID                         // domain_userid
	DomainSessionIdx                     // domain_sessionidx
	NetworkUserID                        // network_userid
	GeoCountry                           // geo_country
	GeoRegion                            // geo_region
	GeoCity                              // geo_city
	GeoZipcode                           // geo_zipcode
	GeoLatitude                          // geo_latitude
	GeoLongitude                         // geo_longitude
	GeoRegionName                        // geo_region_name
	IPISP                                // ip_isp
	IPOrganization                       // ip_organization
	IPDomain                             // ip_domain
	IPNetSpeed                           // ip_netspeed
	PageURL                              // page_url
	PageTitle                            // page_title
	PageReferrer                         // page_referrer
	PageURLScheme                        // page_urlscheme
	PageURLHost                          // page_urlhost
	PageURLPort                          // page_urlport
	PageURLPath                          // page_urlpath
	PageURLQuery                         // page_urlquery
	PageURLFragment                      // page_urlfragment
	RefrURLScheme                        // refr_urlscheme
	RefrURLHost                          // refr_urlhost
	RefrURLPort                          // refr_urlport
	RefrURLPath                          // refr_urlpath
	RefrURLQuery                         // refr_urlquery
	RefrURLFragment                      // refr_urlfragment
	RefrMedium                           // refr_medium
	RefrSource                           // refr_source
	RefrTerm                             // refr_term
	MktMedium                            // mkt_medium
	MktSource                            // mkt_source
	MktTerm                              // mkt_term
	MktContent                           // mkt_content
	MktCampaign                          // mkt_campaign
	Contexts                             // contexts
	SECategory                           // se_category
	SEAction                             // se_action
	SELabel                              // se_label
	SEProperty                           // se_property
	SEValue                              // se_value
	UnstructEvent                        // unstruct_event
	TROrderID                            // tr_orderid
	TRAffiliation                        // tr_affiliation
	TRTotal                              // tr_total
	TRTax                                // tr_tax
	TRShipping                           // tr_shipping
	TRCity                               // tr_city
	TRState                              // tr_state
	TRCountry                            // tr_country
	TIOrderID                            // ti_orderid
	TISKU                                // ti_sku
	TIName                               // ti_name
	TICategory                           // ti_category
	TIPrice                              // ti_price
	TIQuantity                           // ti_quantity
	PPXOffsetMin                         // pp_xoffset_min
	PPXOffsetMax                         // pp_xoffset_max
	PPYOffsetMin                         // pp_yoffset_min
	PPYOffsetMax                         // pp_yoffset_max
	UserAgent                            // useragent
	BRName                               // br_name
	BRFamily                             // br_family
	BRVersion                            // br_version
	BRType                               // br_type
	BRRenderEngine                       // br_renderengine
	BRLang                               // br_lang
	BRFeaturesPDF                        // br_features_pdf
	BRFeaturesFlash                      // br_features_flash
	BRFeaturesJava                       // br_features_java
	BRFeaturesDirector                   // br_features_director
	BRFeaturesQuickTime                  // br_features_quicktime
	BRFeaturesRealPlayer                 // br_features_realplayer
	BRFeaturesWindowsMedia               // br_features_windowsmedia
	BRFeaturesGears                      // br_features_gears
	BRFeaturesSilverlight                // br_features_silverlight
	BRCookies                            // br_cookies
	BRColorDepth                         // br_colordepth
	BRViewWidth                          // br_viewwidth
	BRViewHeight                         // br_viewheight
	OSName                               // os_name
	OSFamily                             // os_family
	OSManufacturer                       // os_manufacturer
	OSTimezone                           // os_timezone
	DvceType                             // dvce_type
	DvceIsMobile                         // dvce_ismobile
	DvceScreenWidth                      // dvce_screenwidth
	DvceScreenHeight                     // dvce_screenheight
	DocCharset                           // doc_charset
	DocWidth                             // doc_width
	DocHeight                            // doc_height
	TRCurrency                           // tr_currency
	TRTotalBase                          // tr_total_base
	TRTaxBase                            // tr_tax_base
	TRShippingBase                       // tr_shipping_base
	TICurrency                           // ti_currency
	TIPriceBase                          // ti_price_base
	BaseCurrency                         // base_currency
	GeoTimezone                          // geo_timezone
	MktClickID                           // mkt_clickid
	MktNetwork                           // mkt_network
	ETLTags                              // etl_tags
	DvceSentTstamp                       // dvce_sent_tstamp
	RefrDomainUserID                     // refr_domain_userid
	RefrDvceTstamp                       // refr_dvce_tstamp
	DerivedContexts                      // derived_contexts
	DomainSessionID                      // domain_sessionid
	DerivedTstamp                        // derived_tstamp
	EventVendor                          // event_vendor
	EventName                            // event_name
	EventFormat                          // event_format
	EventVersion                         // event_version
	EventFingerprint                     // event_fingerprint
	TrueTstamp                           // true_tstamp

	// Count is the number of columns.
	Count = 131
)

// Table describes every column by position. It is the only place that knows
// what a column is called, holds, and may be cut to.
var Table = [Count]Info{
	AppID:                  {Name: "app_id", Kind: Text, Cut: 255, Limit: 255},
	Platform:               {Name: "platform", Kind: Text, Cut: 255, Limit: 255},
	ETLTstamp:              {Name: "etl_tstamp", Kind: Timestamp},
	CollectorTstamp:        {Name: "collector_tstamp", Kind: Timestamp, Required: true},
	DvceCreatedTstamp:      {Name: "dvce_created_tstamp", Kind: Timestamp},
	EventType:              {Name: "event", Kind: Text, Cut: 128, Limit: 128},
	EventID:                {Name: "event_id", Kind: UUID, Cut: 36, Limit: 36, Required: true},
	TxnID:                  {Name: "txn_id", Kind: Int},
	NameTracker:            {Name: "name_tracker", Kind: Text, Cut: 128, Limit: 128},
	VTracker:               {Name: "v_tracker", Kind: Text, Cut: 100, Limit: 100},
	VCollector:             {Name: "v_collector", Kind: Text, Cut: 100, Limit: 100, Required: true},
	VETL:                   {Name: "v_etl", Kind: Text, Cut: 100, Limit: 100, Required: true},
	UserID:                 {Name: "user_id", Kind: Text, Cut: 255, Limit: 255, PII: true},
	UserIPAddress:          {Name: "user_ipaddress", Kind: Text, Cut: 128, Limit: 128, PII: true},
	UserFingerprint:        {Name: "user_fingerprint", Kind: Text, Cut: 128, Limit: 128, PII: true},
	DomainUserID:           {Name: "domain_userid", Kind: Text, Cut: 128, Limit: 128, PII: true},
	DomainSessionIdx:       {Name: "domain_sessionidx", Kind: Int},
	NetworkUserID:          {Name: "network_userid", Kind: Text, Cut: 128, Limit: 128, PII: true},
	GeoCountry:             {Name: "geo_country", Kind: Text, Cut: 2, Limit: 2},
	GeoRegion:              {Name: "geo_region", Kind: Text, Cut: 2, Limit: 3},
	GeoCity:                {Name: "geo_city", Kind: Text, Cut: 75, Limit: 75},
	GeoZipcode:             {Name: "geo_zipcode", Kind: Text, Cut: 15, Limit: 15},
	GeoLatitude:            {Name: "geo_latitude", Kind: Float},
	GeoLongitude:           {Name: "geo_longitude", Kind: Float},
	GeoRegionName:          {Name: "geo_region_name", Kind: Text, Cut: 100, Limit: 100},
	IPISP:                  {Name: "ip_isp", Kind: Text, Cut: 100, Limit: 100},
	IPOrganization:         {Name: "ip_organization", Kind: Text, Cut: 128, Limit: 128, PII: true},
	IPDomain:               {Name: "ip_domain", Kind: Text, Cut: 128, Limit: 128, PII: true},
	IPNetSpeed:             {Name: "ip_netspeed", Kind: Text, Cut: 100, Limit: 100},
	PageURL:                {Name: "page_url", Kind: Text, Cut: 4096, Limit: 10000},
	PageTitle:              {Name: "page_title", Kind: Text, Cut: 2000, Limit: 2000},
	PageReferrer:           {Name: "page_referrer", Kind: Text, Cut: 4096, Limit: 10000},
	PageURLScheme:          {Name: "page_urlscheme", Kind: Text, Cut: 16, Limit: 16},
	PageURLHost:            {Name: "page_urlhost", Kind: Text, Cut: 255, Limit: 255},
	PageURLPort:            {Name: "page_urlport", Kind: Int},
	PageURLPath:            {Name: "page_urlpath", Kind: Text, Cut: 3000, Limit: 3000},
	PageURLQuery:           {Name: "page_urlquery", Kind: Text, Cut: 6000, Limit: 6000},
	PageURLFragment:        {Name: "page_urlfragment", Kind: Text, Cut: 3000, Limit: 3000},
	RefrURLScheme:          {Name: "refr_urlscheme", Kind: Text, Cut: 16, Limit: 16},
	RefrURLHost:            {Name: "refr_urlhost", Kind: Text, Cut: 255, Limit: 255},
	RefrURLPort:            {Name: "refr_urlport", Kind: Int},
	RefrURLPath:            {Name: "refr_urlpath", Kind: Text, Cut: 6000, Limit: 6000},
	RefrURLQuery:           {Name: "refr_urlquery", Kind: Text, Cut: 6000, Limit: 6000},
	RefrURLFragment:        {Name: "refr_urlfragment", Kind: Text, Cut: 3000, Limit: 3000},
	RefrMedium:             {Name: "refr_medium", Kind: Text, Cut: 25, Limit: 25},
	RefrSource:             {Name: "refr_source", Kind: Text, Cut: 50, Limit: 50},
	RefrTerm:               {Name: "refr_term", Kind: Text, Cut: 255, Limit: 255},
	MktMedium:              {Name: "mkt_medium", Kind: Text, Cut: 255, Limit: 255},
	MktSource:              {Name: "mkt_source", Kind: Text, Cut: 255, Limit: 255},
	MktTerm:                {Name: "mkt_term", Kind: Text, Cut: 255, Limit: 255, PII: true},
	MktContent:             {Name: "mkt_content", Kind: Text, Cut: 500, Limit: 500, PII: true},
	MktCampaign:            {Name: "mkt_campaign", Kind: Text, Cut: 255, Limit: 255},
	Contexts:               {Name: "contexts", Kind: JSON, PII: true},
	SECategory:             {Name: "se_category", Kind: Text, Cut: 1000, Limit: 1000, PII: true},
	SEAction:               {Name: "se_action", Kind: Text, Cut: 1000, Limit: 1000, PII: true},
	SELabel:                {Name: "se_label", Kind: Text, Cut: 4096, Limit: 4096, PII: true},
	SEProperty:             {Name: "se_property", Kind: Text, Cut: 1000, Limit: 1000, PII: true},
	SEValue:                {Name: "se_value", Kind: Decimal},
	UnstructEvent:          {Name: "unstruct_event", Kind: JSON, PII: true},
	TROrderID:              {Name: "tr_orderid", Kind: Text, Cut: 255, Limit: 255, PII: true},
	TRAffiliation:          {Name: "tr_affiliation", Kind: Text, Cut: 255, Limit: 255},
	TRTotal:                {Name: "tr_total", Kind: Decimal, Money: true},
	TRTax:                  {Name: "tr_tax", Kind: Decimal, Money: true},
	TRShipping:             {Name: "tr_shipping", Kind: Decimal, Money: true},
	TRCity:                 {Name: "tr_city", Kind: Text, Cut: 255, Limit: 255},
	TRState:                {Name: "tr_state", Kind: Text, Cut: 255, Limit: 255},
	TRCountry:              {Name: "tr_country", Kind: Text, Cut: 255, Limit: 255},
	TIOrderID:              {Name: "ti_orderid", Kind: Text, Cut: 255, Limit: 255, PII: true},
	TISKU:                  {Name: "ti_sku", Kind: Text, Cut: 255, Limit: 255},
	TIName:                 {Name: "ti_name", Kind: Text, Cut: 255, Limit: 255},
	TICategory:             {Name: "ti_category", Kind: Text, Cut: 255, Limit: 255},
	TIPrice:                {Name: "ti_price", Kind: Decimal, Money: true},
	TIQuantity:             {Name: "ti_quantity", Kind: Int},
	PPXOffsetMin:           {Name: "pp_xoffset_min", Kind: Int},
	PPXOffsetMax:           {Name: "pp_xoffset_max", Kind: Int},
	PPYOffsetMin:           {Name: "pp_yoffset_min", Kind: Int},
	PPYOffsetMax:           {Name: "pp_yoffset_max", Kind: Int},
	UserAgent:              {Name: "useragent", Kind: Text, Cut: 1000, Limit: 1000},
	BRName:                 {Name: "br_name", Kind: Text, Cut: 50, Limit: 50},
	BRFamily:               {Name: "br_family", Kind: Text, Cut: 50, Limit: 50},
	BRVersion:              {Name: "br_version", Kind: Text, Cut: 50, Limit: 50},
	BRType:                 {Name: "br_type", Kind: Text, Cut: 50, Limit: 50},
	BRRenderEngine:         {Name: "br_renderengine", Kind: Text, Cut: 50, Limit: 50},
	BRLang:                 {Name: "br_lang", Kind: Text, Cut: 255, Limit: 255},
	BRFeaturesPDF:          {Name: "br_features_pdf", Kind: Bool},
	BRFeaturesFlash:        {Name: "br_features_flash", Kind: Bool},
	BRFeaturesJava:         {Name: "br_features_java", Kind: Bool},
	BRFeaturesDirector:     {Name: "br_features_director", Kind: Bool},
	BRFeaturesQuickTime:    {Name: "br_features_quicktime", Kind: Bool},
	BRFeaturesRealPlayer:   {Name: "br_features_realplayer", Kind: Bool},
	BRFeaturesWindowsMedia: {Name: "br_features_windowsmedia", Kind: Bool},
	BRFeaturesGears:        {Name: "br_features_gears", Kind: Bool},
	BRFeaturesSilverlight:  {Name: "br_features_silverlight", Kind: Bool},
	BRCookies:              {Name: "br_cookies", Kind: Bool},
	BRColorDepth:           {Name: "br_colordepth", Kind: Text, Cut: 12, Limit: 12},
	BRViewWidth:            {Name: "br_viewwidth", Kind: Int},
	BRViewHeight:           {Name: "br_viewheight", Kind: Int},
	OSName:                 {Name: "os_name", Kind: Text, Cut: 50, Limit: 50},
	OSFamily:               {Name: "os_family", Kind: Text, Cut: 50, Limit: 50},
	OSManufacturer:         {Name: "os_manufacturer", Kind: Text, Cut: 50, Limit: 50},
	OSTimezone:             {Name: "os_timezone", Kind: Text, Cut: 255, Limit: 255},
	DvceType:               {Name: "dvce_type", Kind: Text, Cut: 50, Limit: 50},
	DvceIsMobile:           {Name: "dvce_ismobile", Kind: Bool},
	DvceScreenWidth:        {Name: "dvce_screenwidth", Kind: Int},
	DvceScreenHeight:       {Name: "dvce_screenheight", Kind: Int},
	DocCharset:             {Name: "doc_charset", Kind: Text, Cut: 128, Limit: 128},
	DocWidth:               {Name: "doc_width", Kind: Int},
	DocHeight:              {Name: "doc_height", Kind: Int},
	TRCurrency:             {Name: "tr_currency", Kind: Text, Cut: 3, Limit: 3},
	TRTotalBase:            {Name: "tr_total_base", Kind: Decimal, Money: true},
	TRTaxBase:              {Name: "tr_tax_base", Kind: Decimal, Money: true},
	TRShippingBase:         {Name: "tr_shipping_base", Kind: Decimal, Money: true},
	TICurrency:             {Name: "ti_currency", Kind: Text, Cut: 3, Limit: 3},
	TIPriceBase:            {Name: "ti_price_base", Kind: Decimal, Money: true},
	BaseCurrency:           {Name: "base_currency", Kind: Text, Cut: 3, Limit: 3},
	GeoTimezone:            {Name: "geo_timezone", Kind: Text, Cut: 64, Limit: 64},
	MktClickID:             {Name: "mkt_clickid", Kind: Text, Cut: 128, Limit: 1000, PII: true},
	MktNetwork:             {Name: "mkt_network", Kind: Text, Cut: 64, Limit: 64},
	ETLTags:                {Name: "etl_tags", Kind: Text, Cut: 500, Limit: 500},
	DvceSentTstamp:         {Name: "dvce_sent_tstamp", Kind: Timestamp},
	RefrDomainUserID:       {Name: "refr_domain_userid", Kind: Text, Cut: 128, Limit: 128, PII: true},
	RefrDvceTstamp:         {Name: "refr_dvce_tstamp", Kind: Timestamp},
	DerivedContexts:        {Name: "derived_contexts", Kind: JSON, PII: true},
	DomainSessionID:        {Name: "domain_sessionid", Kind: UUID, Cut: 128, Limit: 128, PII: true},
	DerivedTstamp:          {Name: "derived_tstamp", Kind: Timestamp},
	EventVendor:            {Name: "event_vendor", Kind: Text, Cut: 1000, Limit: 1000},
	EventName:              {Name: "event_name", Kind: Text, Cut: 1000, Limit: 1000},
	EventFormat:            {Name: "event_format", Kind: Text, Cut: 128, Limit: 128},
	EventVersion:           {Name: "event_version", Kind: Text, Cut: 128, Limit: 128},
	EventFingerprint:       {Name: "event_fingerprint", Kind: Text, Cut: 128, Limit: 128},
	TrueTstamp:             {Name: "true_tstamp", Kind: Timestamp},
}
