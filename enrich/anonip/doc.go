// Package anonip is the enrichment anon_ip: it hides the last parts of the
// visitor's address in the column user_ipaddress.
//
// Addresses of both families are anonymised, whatever the version of the
// configuration. R108 left IPv6 as it was; here nothing passes unchanged unless
// it is anonymous already.
package anonip
