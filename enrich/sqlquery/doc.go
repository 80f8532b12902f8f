// Package sqlquery asks a PostgreSQL or MySQL database about an event and adds
// entities made of the rows that it gives.
//
// Placeholders of the statement are bound to columns of the event and values of
// its self-describing objects. A placeholder without a value means that nothing
// is asked. Sessions are read-only; answers are cached by the bound values,
// failures for a tenth of the time.
package sqlquery
