package refererparser

import (
	"errors"
	"strings"
)

// A Site is what a database knows of a domain. Sites of one source share it.
type Site struct {
	Medium, Source string
	Parameters     []string // of the querystring that hold the search term
}

// A Database finds sites by host and path.
type Database struct {
	hosts   map[string]*host
	longest int // bytes of the longest host
	size    int
}

// A host has the sites that a host stands for, alone and with paths.
type host struct {
	alone *Site
	paths map[string]*Site
}

// NewDatabase returns an empty database.
func NewDatabase() *Database { return &Database{hosts: make(map[string]*host)} }

// maxDomains bounds a database; the published ones have below 3,000.
const maxDomains = 1_000_000

var errTooLarge = errors.New("more than 1,000,000 domains")

// Add puts a site into the database under a domain, host or host/path, in place
// of what is there.
func (d *Database) Add(domain string, s *Site) error {
	if d.size++; d.size > maxDomains {
		return errTooLarge
	}
	name, path := domain, ""
	if i := strings.IndexByte(domain, '/'); i >= 0 {
		name, path = domain[:i], domain[i:]
	}
	h := d.hosts[name]
	if h == nil {
		h = new(host)
		d.hosts[strings.Clone(name)] = h
		d.longest = max(d.longest, len(name))
	}
	if path == "" {
		h.alone = s
		return nil
	}
	if h.paths == nil {
		h.paths = make(map[string]*Site)
	}
	h.paths[strings.Clone(path)] = s
	return nil
}

func (h *host) at(path string) *Site {
	if path == "" {
		return h.alone
	}
	return h.paths[path]
}

// domains steps through a host and what is left of it after each dot, as far as
// the database may know them.
type domains struct {
	db   *Database
	rest string
	more bool
}

func (d *Database) domains(name string) domains {
	s := domains{db: d, rest: name, more: true}
	// Nothing longer than the longest host is known.
	if cut := len(name) - d.longest - 1; cut > 0 {
		_, s.rest, s.more = strings.Cut(name[cut:], ".")
	}
	return s
}

// next returns the next host that the database knows, nil after the last.
func (s *domains) next() *host {
	for s.more {
		h := s.db.hosts[s.rest]
		_, s.rest, s.more = strings.Cut(s.rest, ".")
		if h != nil {
			return h
		}
	}
	return nil
}

// Find finds the site of an address by the rules of later releases: a whole path
// anywhere goes before its first part anywhere, and that before the host alone.
func (d *Database) Find(name, path string) *Site {
	for _, p := range [...]string{path, firstPart(path), ""} {
		for s := d.domains(name); ; {
			h := s.next()
			if h == nil {
				break
			}
			if site := h.at(p); site != nil {
				return site
			}
		}
	}
	return nil
}

// FindR108 finds the site of an address by the rules of R108: host by host, the
// whole path and then its first part, and only then hosts alone.
func (d *Database) FindR108(name, path string) *Site {
	first := firstPart(path)
	var alone *Site
	for s := d.domains(name); ; {
		h := s.next()
		if h == nil {
			return alone
		}
		if site := h.at(path); site != nil {
			return site
		}
		if site := h.at(first); site != nil {
			return site
		}
		if alone == nil {
			alone = h.alone
		}
	}
}

// firstPart returns the first part of a path that is not empty, with its slash.
func firstPart(path string) string {
	for i := 0; i < len(path); i++ {
		if path[i] == '/' {
			continue
		}
		end := strings.IndexByte(path[i:], '/')
		if end < 0 {
			end = len(path) - i
		}
		if i == 0 {
			return "/" + path[:end]
		}
		return path[i-1 : i+end]
	}
	return ""
}
