// Package refererparser is the enrichment referer_parser: it tells from the
// referrer's address by which medium – search, social, email, internal – and from
// which site a visitor came, and what was searched for.
//
// A database names the sites. Configurations of version 2 bring their own;
// those of version 1 use one that the run names, or the list known.yml, which
// was written for this program. The rules differ in details between the two
// versions and follow the version of the configuration.
package refererparser
