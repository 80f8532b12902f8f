package main

import (
	"fmt"
	"os"
	"time"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
	"github.com/camonica/camonica/iglu/resolver"
)

// openSchemas opens the registries of a resolver file. Without one only the
// schemas that come with the program are known, and nothing calls out.
func openSchemas(file string) (*iglu.Set, error) {
	// Failed events tell when registries were asked; the zero time stands for
	// the events' own, so that a filter's output does not depend on the clock.
	set := iglu.Options{Now: func() time.Time { return time.UnixMilli(0).UTC() }}
	if file == "" {
		return iglu.NewSet([]iglu.Source{{
			Name: resolver.BootstrapName, Class: iglu.ClassEmbedded, Registry: embedded.Registry{},
		}}, set), nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read resolver: %w", err)
	}
	cfg, err := iglu.ParseResolver(text, os.LookupEnv)
	if err != nil {
		return nil, fmt.Errorf("resolver %s: %w", file, err)
	}
	return resolver.New(cfg, resolver.Options{Set: set})
}
