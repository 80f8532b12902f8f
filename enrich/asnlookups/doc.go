// Package asnlookups is the enrichment asn_lookups: it tells in the entity asn,
// which ip_lookups derives, whether the autonomous system is known for bots.
package asnlookups
