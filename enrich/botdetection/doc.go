// Package botdetection is the enrichment bot_detection: it adds the entity
// bot_detection, which sums up what others found out: the enrichments yauaa, iab
// and asn_lookups, and the tracker itself.
//
// Each indicator is used if the configuration says so and its entity is there.
// Every event gets the entity; no event fails.
package botdetection
