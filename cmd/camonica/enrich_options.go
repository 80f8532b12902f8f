package main

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/filter"
)

// optionFlags are the options of config.yml that decide what enrich makes of a
// record, as flags of the filter: same names, values and defaults.
type optionFlags struct {
	lengths, derived     string
	late, direct         bool
	depth                int
	lengthsOf, derivedOf []string // their values
}

func (o *optionFlags) register(c *cobra.Command) {
	f := c.Flags()
	lengths, derived, depth := option("enrich.lengths"), option("enrich.derived"), option("enrich.max_json_depth")
	// How YAML reads a bare off is no matter of the command line.
	o.lengthsOf = lengths.Values
	o.derivedOf = slices.DeleteFunc(slices.Clone(derived.Values), func(v string) bool { return v == "false" })
	most, err := strconv.Atoi(depth.Default)
	if err != nil {
		panic("camonica: internal error: " + err.Error())
	}
	f.StringVar(&o.lengths, "lengths", lengths.Default, flagHelp(lengths))
	f.StringVar(&o.derived, "derived", derived.Default, flagHelp(derived)+": "+list(o.derivedOf))
	f.BoolVar(&o.late, "late-anonymisation", false, flagHelp(option("enrich.late_anonymisation")))
	f.IntVar(&o.depth, "max-json-depth", most, flagHelp(depth))
	f.BoolVar(&o.direct, "direct-address", false, flagHelp(option("collectors.direct_address")))
	words(c, "lengths", o.lengthsOf...)
	words(c, "derived", o.derivedOf...)
}

// option finds an option of config.yml.
func option(key string) config.Option {
	all := config.Options()
	i := slices.IndexFunc(all, func(o config.Option) bool { return o.Key == key })
	if i < 0 {
		panic("camonica: internal error: no option " + key)
	}
	return all[i]
}

// flagHelp is the help of an option in the form of flags: no sentence. A first word
// with capitals inside is a name, and stays.
func flagHelp(o config.Option) string {
	help := strings.TrimSuffix(o.Help, ".")
	first, n := utf8.DecodeRuneInString(help)
	word, _, _ := strings.Cut(help[n:], " ")
	if word != strings.ToLower(word) {
		return help
	}
	return string(unicode.ToLower(first)) + help[n:]
}

func (o *optionFlags) check() error {
	if err := oneOf("lengths", o.lengths, o.lengthsOf...); err != nil {
		return err
	}
	if err := oneOf("derived", o.derived, o.derivedOf...); err != nil {
		return err
	}
	if o.depth < config.MinJSONDepth || o.depth > config.MaxJSONDepth {
		return usagef("--max-json-depth must be %d to %d", config.MinJSONDepth, config.MaxJSONDepth)
	}
	return nil
}

// apply sets the options but direct, which is the format's.
func (o *optionFlags) apply(to *filter.EnrichOptions) {
	to.Enrich.Lengths, to.Enrich.Derived = enrich.LengthPolicy(o.lengths), enrich.DerivedPolicy(o.derived)
	to.Enrich.LateAnonymisation = o.late
	to.Enrich.MaxDepth, to.Enrich.MaxSchemaDepth = o.depth, o.depth
}
