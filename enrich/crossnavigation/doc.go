// Package crossnavigation is the enrichment cross_navigation: it makes an entity
// of what the parameter _sp of the page's address tells of the site that linked
// to it. The two columns that _sp fills are set by enrich itself, always.
package crossnavigation
