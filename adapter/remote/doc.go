// Package remote is an adapter behind HTTP: a service of the user's own turns
// payloads of its API into tracker events, for vendors that no adapter here knows.
//
// A payload goes out as one POST of JSON, {"contentType","queryString","headers",
// "body"}; the answer is {"events":[{parameter: text}],"error": text or null}. An
// answer with an error, or with a status that is about the payload (400, 413,
// 422), makes a failed event. A service that does not answer, or not in this form,
// stops the run after a few tries: an outage must not turn payloads into failed
// events.
package remote
