// Package campaign is the enrichment campaign_attribution: it reads the
// marketing campaign from the querystring of the page.
package campaign
