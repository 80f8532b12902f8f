// Package cookieextractor is the enrichment cookie_extractor: it makes an entity
// of each cookie of the request that the configuration names. Only records with
// request headers have them: those of the Scala collectors and of our own.
package cookieextractor
