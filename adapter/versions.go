package adapter

import (
	"strings"

	"github.com/camonica/camonica/iglu"
)

// versions are the schemas that adapters write instead of their own, by all of
// the schema's URI before its version.
type versions map[string]string

func (v versions) add(k iglu.Key) {
	uri := k.String()
	v[unversioned(uri)] = uri
}

// of returns the schema to write for the adapter's own.
func (v versions) of(uri string) string {
	if other, ok := v[unversioned(uri)]; ok {
		return other
	}
	return uri
}

// since tells whether events of the adapter's schema are written in the model or
// a later one. What a vendor's webhook sends changes with the model.
func (v versions) since(uri string, model int) bool {
	k, err := iglu.ParseKey(v.of(uri))
	return err == nil && k.Version.Model >= model
}

func unversioned(uri string) string { return uri[:strings.LastIndexByte(uri, '/')+1] }
