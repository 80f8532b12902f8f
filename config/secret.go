package config

import (
	"fmt"
	"log/slog"
)

// A Secret is text that no log, error or document may show: however it is
// printed or encoded, it reads "***". An empty one reads as empty, so that "not
// set" can be told from "set".
type Secret string

const mask = "***"

// Reveal returns the secret itself. Call it where the value is used, and nowhere
// else.
func (s Secret) Reveal() string { return string(s) }

// String returns the mask.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// Format prints the mask for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// MarshalText encodes the mask, for JSON and YAML alike.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue logs the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
