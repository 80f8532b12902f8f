package conformance

// pending lists the topics that are not built yet.
var pending = map[string]bool{
	"collector-http":         true,
	"collector-log-lines":    true,
	"load-discovery":         true,
	"runner-playbook":        true,
	"security-configuration": true,
	"split-batch":            true,
}
