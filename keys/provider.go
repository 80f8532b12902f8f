package keys

import (
	"context"
	"encoding/json"
	"fmt"
)

// A Provider wraps run keys with a key that the user holds. Each wrapping is
// bound to a run and key id and opens for no other.
type Provider interface {
	// Wrap gives one wrapping for each key-encryption key of the provider.
	Wrap(ctx context.Context, secret []byte, b Binding) ([]Wrapping, error)
	// Unwrap opens a wrapping. ErrNoWrapping if another provider made it,
	// ErrUnwrap if its key does not open it, ErrWriteOnly.
	Unwrap(ctx context.Context, w Wrapping, b Binding) ([]byte, error)
}

// Names of providers, as in configurations and key records.
const (
	ProviderFile      = "file"
	ProviderRecipient = "recipient"
	ProviderAWSKMS    = "aws-kms"
	ProviderGCPKMS    = "gcp-kms"
	ProviderVault     = "vault"
)

// A Binding is what a wrapping is bound to.
type Binding struct {
	Run   string
	KeyID ID
}

// Context is the binding as it stands in records and is handed to KMS.
func (b Binding) Context() map[string]string {
	return map[string]string{"camonica:run": b.Run, "camonica:key": b.KeyID.String()}
}

// Bytes is the binding as additional data: compact JSON with sorted keys.
func (b Binding) Bytes() []byte {
	j, err := json.Marshal(b.Context())
	if err != nil {
		panic("keys: internal error: " + err.Error())
	}
	return j
}

// Options name a provider and its keys, as in the section encryption.local of
// a configuration. Paths are absolute or relative to the working folder.
type Options struct {
	Provider     string   // default file
	KeyFile      string   // file
	Recipients   []string // recipient: public keys, or files with one a line
	IdentityFile string   // recipient: private keys; empty to write only
}

// NewProvider opens the provider that o names. ErrUnavailable for one that is
// not part of this build.
func NewProvider(o Options) (Provider, error) {
	switch o.Provider {
	case ProviderFile, "":
		return OpenFile(o.KeyFile)
	case ProviderRecipient:
		return OpenRecipients(o.Recipients, o.IdentityFile)
	case ProviderAWSKMS, ProviderGCPKMS, ProviderVault:
		return nil, fmt.Errorf("%s: %w; use file or recipient", o.Provider, ErrUnavailable)
	}
	return nil, fmt.Errorf("unknown key provider %q", o.Provider)
}
