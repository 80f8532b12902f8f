// Package useragentutils is the enrichment user_agent_utils: it fills br_name,
// br_family, br_version, br_type, br_renderengine, os_name, os_family,
// os_manufacturer, dvce_type and dvce_ismobile as the library UserAgentUtils 1.21
// does, or, where the configuration says so, by rules of ua-parser (package uap).
//
// The library stopped in 2018 and looks for parts of names, so it takes Chrome 126
// for Chrome 12. The columns are for those who compare with what they have;
// rules of ua-parser know today's browsers. Events without a user agent
// are left as they are, none fails.
package useragentutils
