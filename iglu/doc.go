// Package iglu names, finds and applies schemas: schema keys and SchemaVer,
// self-describing JSON, the Registry interface, the order in which registries
// are asked, the compiled Set that all workers share, and validation.
//
// Registries live below: iglu/embedded, iglu/folder, iglu/httpreg, iglu/object.
// iglu/resolver builds a Set from a resolver configuration; from schemas to
// columns is iglu/ddl.
//
// A schema that no registry has is an answer (the event fails); a registry that
// does not answer is an outage (the run stops).
//
// Validation follows draft 4 as the JVM validators of R108 and later releases
// understand it, and never fetches anything. Reports name places and rules, never
// values: those are event data.
package iglu
