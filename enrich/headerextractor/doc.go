// Package headerextractor is the enrichment http_header_extractor: it makes an
// entity of each request header whose name fits a pattern. Only records with
// request headers have them: those of the Scala collectors and of our own.
package headerextractor
