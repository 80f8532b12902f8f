package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/sealed"
)

// openers are the stores of this build.
var openers = store.Openers{"file": file.Open}

// errNoKey says that a configuration names no key where one is needed.
var errNoKey = errors.New("the configuration names no key: see encryption.local, or " + config.KEKVariable)

// openRing opens the key store of a configuration and the provider that wraps
// its run keys. It is called where something sealed is to be read or written;
// errNoKey if the configuration does not say with which key.
func openRing(ctx context.Context, c *config.Config) (*keys.Ring, *records.Records, error) {
	provider, err := openProvider(c.Encryption.Local)
	if err != nil {
		return nil, nil, fmt.Errorf("open key: %w", err)
	}
	s, err := openers.Open(ctx, c.KeyStore().String())
	if err != nil {
		return nil, nil, fmt.Errorf("open key store: %w", err)
	}
	recs := records.New(s)
	return keys.NewRing(recs, provider), recs, nil
}

// openProvider opens the wrapping key that encryption.local names.
func openProvider(l config.LocalEncryption) (keys.Provider, error) {
	o := keys.Options{
		Provider: l.Provider, KeyFile: l.KeyFile,
		Recipients: l.Recipients, IdentityFile: l.IdentityFile,
	}
	if o.Provider == "" {
		o.Provider = keys.ProviderFile
	}
	if o.Provider == keys.ProviderFile && o.KeyFile == "" {
		if o.KeyFile = os.Getenv(config.KEKVariable); o.KeyFile == "" {
			return nil, errNoKey
		}
	}
	return keys.NewProvider(o)
}

// openLocation opens one location of a configuration: sealed with objects of
// the kind where the configuration seals it, as it is elsewhere. Ring may be nil
// if nothing is sealed.
func openLocation(ctx context.Context, c *config.Config, l config.Location, kind seal.Kind, ring *keys.Ring) (store.Store, error) {
	s, err := openers.Open(ctx, l.String())
	if err != nil {
		return nil, err
	}
	if !c.Seals(l) {
		return s, nil
	}
	if ring == nil {
		return nil, errNoKey
	}
	return sealed.New(s, sealed.Config{Kind: kind, Ring: ring}), nil
}
