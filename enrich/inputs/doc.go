// Package inputs reads the inputs that the API request and SQL query enrichments
// are configured with: a column of the event, or values that a JSON path finds in
// one of its self-describing objects.
package inputs
