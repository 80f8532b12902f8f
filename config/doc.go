// Package config turns the files of a workspace into checked values: config.yml
// (an R108 file works unchanged), and beside it the resolver, the enrichments
// folder and the targets folder.
//
// Terms: an [Option] is one key of config.yml, declared once with its type,
// default and help – reading, lint and the reference page come from that table.
// A [Problem] is one finding, with file and line. A problem refuses the file, a
// warning does not.
//
// All problems of a file are reported at once. No problem, warning or error
// shows the value of a secret, and no function prints a whole configuration
// except [Config.Redacted], which empties the secrets.
package config
