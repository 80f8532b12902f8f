package enrich

// Places in the line of steps, in the order of R108. A configured enrichment
// gets the Order of its kind; steps with the same Order run as configured.
//
// Before the first place the event has its ids, times, user agent, address and
// every tracker parameter, and its entities and self-describing event have been
// validated. R108 validated between the fingerprint and the event's schema; the
// outcome is the same, but a step that calls out can be spared for an event that
// has failed already.
const (
	OrderPage            = 100 * (iota + 1) // core: page_url and its parts
	OrderIPLookups                          // also ASN lookups, which need their context
	OrderDerivedTstamp                      // core
	OrderIAB                                // needs the whole address
	OrderAnonIP                             // unless Options.LateAnonymisation
	OrderUserAgentUtils                     //
	OrderUAParser                           //
	OrderYauaa                              //
	OrderCurrency                           //
	OrderReferrer                           // core: refr_url*
	OrderRefererParser                      //
	OrderPageQuery                          // core: Work.PageQuery
	OrderCampaign                           //
	OrderCrossDomain                        // core: refr_domain_userid, refr_dvce_tstamp
	OrderCrossNavigation                    //
	OrderFingerprint                        //
	OrderEventSchema                        // core: event_vendor, _name, _format, _version
	OrderBotDetection                       // needs IAB, YAUAA, ASN
	OrderJavaScript                         //
	OrderCookies                            //
	OrderHeaders                            //
	OrderWeather                            //
	OrderSQL                                // sees all derived entities so far
	OrderAPI                                // also SQL's
	OrderLateAnonIP                         // anonymisation with Options.LateAnonymisation
	OrderEventSpec                          //
	OrderDerivedContexts                    // core: the column derived_contexts
	OrderPII                                // last: rewrites columns and JSON
)

// Ranks of derived entities in the column derived_contexts: R108 puts those of
// the API and SQL enrichments first, then the others in the order below.
const (
	RankFailure = iota // failures, in rows of failed events and for dropped entities
	RankAPI
	RankSQL
	RankUAParser
	RankWeather
	RankIAB
	RankJavaScript
	RankCookies
	RankHeaders
	RankOther          // enrichments of later releases
	RankValidationInfo // schemas that were superseded
)
