package iglu

// A ListError refuses a list of schemas.
type ListError struct{ Kind ListErrorKind }

// ListErrorKind says what is wrong with a list of schemas.
type ListErrorKind string

// The kinds of a *ListError.
const (
	ListEmpty       ListErrorKind = "empty"
	ListInitMissing ListErrorKind = "does not start with the first version of the model"
	ListDuplicate   ListErrorKind = "names a schema twice"
	ListMixed       ListErrorKind = "holds different schemas"
)

func (e *ListError) Error() string { return "iglu: list of schemas: " + string(e.Kind) }

// ParseList checks the URIs of a published list of schemas: at least one, the
// first being the first version of a model, all different and of one vendor and
// name. Order and gaps are not looked at. Errors are *URIError or *ListError.
func ParseList(uris []string) ([]Key, error) {
	keys := make([]Key, 0, len(uris))
	for _, u := range uris {
		k, err := ParseKey(u)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, &ListError{ListEmpty}
	}
	first := keys[0]
	seen := make(map[Key]bool, len(keys))
	for _, k := range keys {
		if k.Vendor != first.Vendor || k.Name != first.Name {
			return nil, &ListError{ListMixed}
		}
		if seen[k] {
			return nil, &ListError{ListDuplicate}
		}
		seen[k] = true
	}
	if first.Version.Revision != 0 || first.Version.Addition != 0 {
		return nil, &ListError{ListInitMissing}
	}
	return keys, nil
}
