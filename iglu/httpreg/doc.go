// Package httpreg is a registry behind HTTP: an Iglu Server, or any web server or
// bucket with the folder tree of a static registry.
//
// Redirects are followed only to the same host or to https, the API key goes to
// the configured origin only, and certificates are always checked. The package
// does not retry: its errors say whether another try makes sense.
package httpreg
