package conformance

// pending lists the topics that are not built yet.
var pending = map[string]bool{
	"collector-http":                 true,
	"collector-log-lines":            true,
	"enrichment-api-request":         true,
	"enrichment-currency-conversion": true,
	"enrichment-javascript-script":   true,
	"enrichment-jsonpath":            true,
	"enrichment-pii":                 true,
	"enrichment-sql-query":           true,
	"enrichment-weather":             true,
	"load-discovery":                 true,
	"runner-playbook":                true,
	"security-configuration":         true,
	"split-batch":                    true,
}
