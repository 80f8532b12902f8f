// Package iab is the enrichment iab_spiders_and_robots: it adds the entity
// spiders_and_robots, which tells by the lists of the Interactive Advertising
// Bureau whether a robot sent the event.
//
// The lists are licensed; each user brings their own: addresses of robots, parts
// of names that browsers have, and parts of names of robots. The enrichment runs
// before addresses are anonymised. Events without a time, or with neither an
// address nor a user agent, get no entity; no event fails.
package iab
