// Package apirequest asks a JSON API about an event and adds entities made of its
// answer.
//
// The address, and the body of POST and PUT requests, are filled with columns of
// the event and values of its self-describing objects. Answers are cached by
// address and body, failures for a tenth of the time. An input that is missing
// means that nothing is asked.
package apirequest
