package adapter

import (
	"cmp"
	"slices"
)

// An API is what a path of a collector means: /vendor/version.
type API struct{ Vendor, Version string }

// APIs lists the APIs that the registry serves.
func (r *Registry) APIs() []API {
	all := make([]API, 0, len(r.adapters))
	for a := range r.adapters {
		all = append(all, API{Vendor: a.vendor, Version: a.version})
	}
	slices.SortFunc(all, func(a, b API) int {
		return cmp.Or(cmp.Compare(a.Vendor, b.Vendor), cmp.Compare(a.Version, b.Version))
	})
	return all
}
