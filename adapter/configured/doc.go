// Package configured makes the registry of adapters out of settings: the adapters
// that are built in, the versions of schemas that webhooks' events are written in,
// and the services that are adapters of other APIs.
//
// Settings are part of stage documents, so that every worker of a run has the same
// adapters.
package configured
