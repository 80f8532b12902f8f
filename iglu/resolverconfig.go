package iglu

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// A ResolverConfig is a checked iglu_resolver.json.
type ResolverConfig struct {
	CacheSize  int  // entries of the JVM client's caches; up to 0 none. Ours are bounded otherwise
	CacheTTL   int  // seconds, if HasTTL; for long-lived processes
	HasTTL     bool // false if cacheTtl is null or absent
	Registries []RegistryConfig
}

// A RegistryConfig is one entry of repositories, of one of two kinds.
type RegistryConfig struct {
	Name     string
	Priority int
	Prefixes []string
	Embedded bool
	Path     string // of the embedded kind: a folder inside the JVM program's resources
	URI      string // of the HTTP kind: root, without /schemas
	APIKey   Secret // "" for none
}

// A Secret does not show in logs and formatted text. Its text is string(s).
type Secret string

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString hides the secret.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ResolverCriterion is the schema of resolver configurations. Versions 1-0-0 to
// 1-0-3 are read, all by the rules of the last.
var ResolverCriterion = Criterion{
	Vendor: "com.snowplowanalytics.iglu", Name: "resolver-config", Format: "jsonschema",
	Model: 1, Revision: 0, Addition: Any,
}

const lastResolverAddition = 3

// A ProblemKind says what rule a resolver configuration breaks.
type ProblemKind string

// The kinds of problems.
const (
	ProblemNotJSON         ProblemKind = "not-json"
	ProblemSelfDescribing  ProblemKind = "not-self-describing"
	ProblemExtraMember     ProblemKind = "extra-member"
	ProblemWrongSchema     ProblemKind = "criterion-mismatch"
	ProblemSchemaViolation ProblemKind = "schema-violation"
	ProblemDuplicateName   ProblemKind = "duplicate-name"
	ProblemEnvironment     ProblemKind = "environment"
)

// A ConfigProblem is one fault of a resolver configuration.
type ConfigProblem struct {
	Kind    ProblemKind
	Pointer string // JSON pointer into the member data; "" is data itself
	Offset  int    // bytes before the offending value
	Want    string
}

func (p ConfigProblem) String() string {
	if p.Pointer == "" {
		return p.Want
	}
	return p.Pointer + ": " + p.Want
}

// A ConfigError lists all problems of a resolver configuration.
type ConfigError struct{ Problems []ConfigProblem }

func (e *ConfigError) Error() string {
	var b strings.Builder
	b.WriteString("iglu: bad resolver configuration")
	for i, p := range e.Problems {
		b.WriteString([]string{": ", "; "}[min(i, 1)])
		b.WriteString(p.String())
	}
	return b.String()
}

// ParseResolver reads and checks a resolver configuration. An API key may be
// written ${NAME}, for which env is asked; nothing else is expanded. The error
// is a *ConfigError with all problems.
func ParseResolver(text []byte, env func(name string) (string, bool)) (*ResolverConfig, error) {
	p := resolverParser{env: env}
	var d jsondoc.Doc
	if err := d.Parse(text, jsondoc.DefaultDepth); err != nil {
		offset := 0
		if se := (*jsondoc.SyntaxError)(nil); errors.As(err, &se) {
			offset = se.Offset
		}
		p.add(ProblemNotJSON, "", offset, err.Error())
		return nil, &ConfigError{p.problems}
	}
	uri, data, err := Envelope(d.Root())
	switch k, keyErr := ParseKey(uri); {
	case errors.Is(err, ErrExtraMember):
		p.add(ProblemExtraMember, "", 0, "no members besides schema and data")
	case err != nil || keyErr != nil:
		p.add(ProblemSelfDescribing, "", 0, "an object with the members schema (an Iglu URI) and data")
	case !ResolverCriterion.Matches(k) || k.Version.Addition > lastResolverAddition:
		p.add(ProblemWrongSchema, "", d.Root().Get("schema").Offset(), "schema of "+ResolverCriterion.String()+" up to 1-0-3")
	}
	if len(p.problems) > 0 {
		return nil, &ConfigError{p.problems}
	}
	cfg := p.config(data)
	if len(p.problems) > 0 {
		return nil, &ConfigError{p.problems}
	}
	return cfg, nil
}

type resolverParser struct {
	env      func(string) (string, bool)
	problems []ConfigProblem
}

func (p *resolverParser) add(kind ProblemKind, pointer string, offset int, want string) {
	p.problems = append(p.problems, ConfigProblem{Kind: kind, Pointer: pointer, Offset: offset, Want: want})
}

func (p *resolverParser) violation(at string, n jsondoc.Node, want string) {
	p.add(ProblemSchemaViolation, at, n.Offset(), want)
}

// object checks that n is an object with the required members and no others.
func (p *resolverParser) object(at string, n jsondoc.Node, required, optional []string) bool {
	if n.Kind() != jsondoc.Object {
		p.violation(at, n, "an object")
		return false
	}
	for _, name := range required {
		if !n.Get(name).Exists() {
			p.violation(at, n, "a member "+name)
		}
	}
	known := slices.Concat(required, optional)
	for m := n.First(); m.Exists(); m = m.Next() {
		if !slices.Contains(known, m.Name()) {
			p.violation(at, m.Value(), "no member "+shortName(m.Name())+"; known are "+strings.Join(known, ", "))
		}
	}
	return true
}

// integer reads a whole number of 32 bits, which may be written 500.0.
func (p *resolverParser) integer(at string, n jsondoc.Node) int {
	if !n.Exists() {
		return 0 // noted as missing
	}
	if n.Kind() == jsondoc.Number {
		x := parseNumber(n.Number())
		if m, e, ok := x.small(); ok && e >= 0 && x.exp <= 10 {
			for ; e > 0; e-- {
				m *= 10
			}
			if m <= maxVersionNumber && !x.neg {
				return int(m)
			}
			if m <= maxVersionNumber+1 && x.neg {
				return -int(m)
			}
		}
	}
	p.violation(at, n, "a whole number of 32 bits")
	return 0
}

func (p *resolverParser) text(at string, n jsondoc.Node) string {
	if n.Exists() && n.Kind() != jsondoc.String {
		p.violation(at, n, "a text")
	}
	return strings.Clone(n.Text())
}

func (p *resolverParser) config(data jsondoc.Node) *ResolverConfig {
	cfg := new(ResolverConfig)
	if !p.object("", data, []string{"cacheSize", "repositories"}, []string{"cacheTtl"}) {
		return nil
	}
	cfg.CacheSize = p.integer("/cacheSize", data.Get("cacheSize"))
	if ttl := data.Get("cacheTtl"); ttl.Exists() && ttl.Kind() != jsondoc.Null {
		cfg.HasTTL = true
		if cfg.CacheTTL = p.integer("/cacheTtl", ttl); cfg.CacheTTL < 0 {
			p.violation("/cacheTtl", ttl, "null or a number of seconds from 0")
		}
	}
	repos := data.Get("repositories")
	if repos.Exists() && repos.Kind() != jsondoc.Array {
		p.violation("/repositories", repos, "an array")
	}
	names := make(map[string]bool)
	for i, n := range repos.Elements() {
		if repos.Kind() != jsondoc.Array {
			break
		}
		at := "/repositories/" + strconv.Itoa(i)
		r := p.registry(at, n)
		if name := n.Get("name"); name.Kind() == jsondoc.String {
			if names[r.Name] {
				p.add(ProblemDuplicateName, at+"/name", name.Offset(), "a name that no other registry has")
			}
			names[r.Name] = true
		}
		cfg.Registries = append(cfg.Registries, r)
	}
	return cfg
}

func (p *resolverParser) registry(at string, n jsondoc.Node) RegistryConfig {
	var r RegistryConfig
	if !p.object(at, n, []string{"name", "priority", "vendorPrefixes", "connection"}, nil) {
		return r
	}
	r.Name = p.text(at+"/name", n.Get("name"))
	r.Priority = p.integer(at+"/priority", n.Get("priority"))
	prefixes := n.Get("vendorPrefixes")
	if prefixes.Exists() && prefixes.Kind() != jsondoc.Array {
		p.violation(at+"/vendorPrefixes", prefixes, "an array of texts")
	} else {
		for i, e := range prefixes.Elements() {
			r.Prefixes = append(r.Prefixes, p.text(at+"/vendorPrefixes/"+strconv.Itoa(i), e))
		}
	}
	if c := n.Get("connection"); c.Exists() {
		p.connection(at+"/connection", c, &r)
	}
	return r
}

func (p *resolverParser) connection(at string, n jsondoc.Node, r *RegistryConfig) {
	if !p.object(at, n, nil, []string{"embedded", "http"}) {
		return
	}
	embedded, web := n.Get("embedded"), n.Get("http")
	if embedded.Exists() == web.Exists() {
		p.violation(at, n, "one of the members embedded and http")
		return
	}
	if embedded.Exists() {
		r.Embedded = true
		if p.object(at+"/embedded", embedded, []string{"path"}, nil) {
			r.Path = p.text(at+"/embedded/path", embedded.Get("path"))
		}
		return
	}
	if !p.object(at+"/http", web, []string{"uri"}, []string{"apikey"}) {
		return
	}
	if uri := web.Get("uri"); uri.Exists() {
		r.URI = p.text(at+"/http/uri", uri)
		if uri.Kind() == jsondoc.String && !isRegistryURI(r.URI) {
			p.violation(at+"/http/uri", uri, "a URI with http, https or file, without credentials, query and fragment")
		}
	}
	if key := web.Get("apikey"); key.Kind() != jsondoc.Null {
		r.APIKey = p.secret(at+"/http/apikey", key)
	}
}

// isRegistryURI takes http and https addresses with a host, and file addresses.
func isRegistryURI(s string) bool {
	if !isURI(s) || strings.ContainsAny(s, "?#") {
		return false
	}
	scheme, _, _ := strings.Cut(s, ":")
	host := hostPart(s)
	switch strings.ToLower(scheme) {
	case "http", "https":
		return host[0] < host[1] && !strings.Contains(s[host[0]:host[1]], "@")
	case "file":
		return strings.HasPrefix(s[len(scheme):], ":///")
	}
	return false
}

// secret reads an API key, which may name an environment variable.
func (p *resolverParser) secret(at string, n jsondoc.Node) Secret {
	s := p.text(at, n)
	name, ok := strings.CutPrefix(s, "${")
	if !ok {
		return Secret(s)
	}
	name, ok = strings.CutSuffix(name, "}")
	if !ok || name == "" {
		p.violation(at, n, "a key, or ${NAME} for an environment variable")
		return ""
	}
	value, ok := "", false
	if p.env != nil {
		value, ok = p.env(name)
	}
	if !ok {
		p.add(ProblemEnvironment, at, n.Offset(), fmt.Sprintf("the environment variable %s to be set", shortName(name)))
	}
	return Secret(value)
}
