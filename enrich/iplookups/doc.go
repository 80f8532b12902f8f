// Package iplookups is the enrichment ip_lookups: it looks the visitor's address
// up in MaxMind databases and sets where it is, whose it is and how it is
// connected, and the entity asn if there is a database for that.
//
// Only addresses are looked up. R108 took any text for a host name and asked the
// DNS for it.
package iplookups
