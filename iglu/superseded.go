package iglu

import (
	"errors"
	"fmt"

	"github.com/camonica/camonica/jsondoc"
)

// errSuperseding is what both errors of SupersededBy are.
var errSuperseding = errors.New("iglu: bad $supersededBy")

// Why a member $supersededBy is refused.
var (
	ErrSupersedingVersion = fmt.Errorf("%w: not a full version", errSuperseding)
	ErrSupersedingOrder   = fmt.Errorf("%w: not above the schema's own version", errSuperseding)
)

// SupersededBy returns the version that a schema names in $supersededBy, if it
// has that member: data of the schema's version are validated against that one.
func SupersededBy(schema jsondoc.Node, own Version) (Version, bool, error) {
	n := schema.Get("$supersededBy")
	if !n.Exists() {
		return Version{}, false, nil
	}
	v, err := ParseVersion(n.Text())
	switch {
	case err != nil:
		return Version{}, false, ErrSupersedingVersion
	case v.Compare(own) <= 0:
		return Version{}, false, ErrSupersedingOrder
	}
	return v, true, nil
}
