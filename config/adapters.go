package config

import (
	"fmt"
	"strings"

	"github.com/camonica/camonica/adapter/configured"
)

func adapterOptions(a *configured.Settings) []Option {
	return []Option{
		{Key: "adapters", Type: Section, Help: "What becomes of webhooks' requests, beyond what is built in."},
		{Key: "adapters.schemas", Type: Texts, into: &a.Schemas, Example: `["iglu:com.sendgrid/open/jsonschema/2-0-0"]`,
			Help: "Newer versions of webhooks' schemas, for events that are written in R108's otherwise. The version decides the table."},
		{Key: "adapters.remote", Type: SectionList, Help: "Services of yours that make events of requests to other paths.",
			grow: func(n int) { a.Remote = make([]configured.Remote, n) },
			item: func(i int) []Option { return remoteOptions(&a.Remote[i]) }},
	}
}

func remoteOptions(r *configured.Remote) []Option {
	const at = "adapters.remote[]."
	return []Option{
		{Key: at + "vendor", Type: Text, Need: Required, into: &r.Vendor, Help: "Vendor in the path.", Example: "com.acme"},
		{Key: at + "version", Type: Text, Need: Required, into: &r.Version, Help: "Version in the path.", Example: "v1"},
		{Key: at + "url", Type: Text, Need: Required, into: &r.URL, Help: "Address of the service; https where encryption is asked for.", Example: "https://adapter.example.com/acme"},
		{Key: at + "connect_timeout", Type: Whole, Default: "5", into: &r.ConnectTimeout, Help: "Seconds to connect."},
		{Key: at + "read_timeout", Type: Whole, Default: "30", into: &r.ReadTimeout, Help: "Seconds for a whole answer."},
	}
}

func (c *Config) checkAdapters() Problems {
	c.Adapters.RequireTLS = c.FailClosed() != "false"
	var ps Problems
	for _, p := range c.Adapters.Check() {
		key := "adapters." + p.Field
		if c.lines[key] == 0 && strings.HasPrefix(p.Field, "remote") {
			continue // it is missing, which is told already
		}
		ps = append(ps, c.problem(InvalidValue, key, "", p.Want))
	}
	return ps
}

// ReadAdapters reads the section adapters of a file, which may be a config.yml or
// hold nothing else. Warnings are findings that do not refuse it. The error is
// Problems, or that of the file system.
func ReadAdapters(file string, env func(string) (string, bool)) (s *configured.Settings, warnings Problems, err error) {
	text, err := readFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("read adapters: %w", err)
	}
	c := &Config{File: file}
	opts := adapterOptions(&c.Adapters)
	opts[0].Need = Required
	d := newDecoder(file, opts)
	root, err := d.parse(string(text), env)
	if err != nil {
		return nil, nil, err
	}
	d.section(root, newOptionTree(opts), "")
	c.lines = d.lines
	for _, m := range d.missing {
		d.problems = append(d.problems, m.problem)
	}
	for _, w := range d.warnings {
		if strings.HasPrefix(w.Field, "adapters.") {
			warnings = append(warnings, w)
		}
	}
	d.problems = append(d.problems, c.checkAdapters()...)
	return &c.Adapters, warnings, d.problems.err()
}
