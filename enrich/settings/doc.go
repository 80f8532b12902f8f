// Package settings is what enrichments share of their configuration: one
// checked configuration document, the data files that it names, and problems
// that tell where in the document something is wrong.
//
// Package enrich/configured makes [Config] values and calls the constructor of
// each enrichment with its own. Nothing here is used per event.
package settings
