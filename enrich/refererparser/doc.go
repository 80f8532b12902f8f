// Package refererparser is the enrichment referer_parser: it tells from the
// referrer's address by which medium – search, social, email, internal – and from
// which site a visitor came, and what was searched for.
//
// A database names the sites: one that the configuration names, or the list
// known.yml, which was written for this program. The rules of R108 and of later
// releases differ in details; they follow the version of the configuration, or
// are chosen by a configuration of our own.
package refererparser
