// Package iglu names, finds and applies schemas: schema keys and SchemaVer,
// self-describing JSON, the Registry interface, the order in which registries
// are asked, the compiled Set that all workers share, and validation.
//
// Registries live below: iglu/embedded, iglu/folder, iglu/httpreg, iglu/object.
// From schemas to columns is iglu/ddl.
//
// A schema that no registry has is an answer (the event fails); a registry that
// does not answer is an outage (the run stops).
package iglu
