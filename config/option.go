package config

import "strconv"

// A Type is what an option holds.
type Type string

// Types of options. Text is a YAML string: a bare 3.6 or true is none.
const (
	Text        Type = "text"
	SecretText  Type = "secret text"
	Folder      Type = "location" // s3://… or file:///…
	Folders     Type = "list of locations"
	Texts       Type = "list of texts"
	TextMap     Type = "map of texts"
	TextMaps    Type = "map of maps of texts"
	Bool        Type = "boolean"
	Whole       Type = "whole number"
	Count       Type = "count" // a whole number that may be written 2.0
	Number      Type = "number"
	Section     Type = "section"
	SectionList Type = "list of sections"
	BoolOrWord  Type = "boolean or word"
)

// A Need says when an option must be there. It counts only where the section
// around the option is there.
type Need string

// Needs.
const (
	Optional  Need = ""
	Required  Need = "always"
	NeedBatch Need = "in batch mode"
	NeedAWS   Need = "unless all locations are file:// and the engine is not emr"
	NeedEMR   Need = "with engine emr"
)

// An Option is one key of config.yml. Everything about it is declared here:
// reading, defaults, lint and the reference page come from it.
type Option struct {
	Key     string // path, dots between keys; [] = each item of a list
	Type    Type
	Need    Need
	Default string
	Values  []string // the only values, exactly as written; nil = any
	AnyCase bool     // letters of Values in any case
	Help    string
	Example string
	Since   string // first EmrEtlRunner release with the key here; "" = ours

	into  any                  // pointer that the value goes to
	grow  func(n int)          // SectionList: make room for n items
	item  func(i int) []Option // SectionList: the options of item i
	unset func()               // Section: called when it is absent
}

// Options returns every option of config.yml in the order of the reference page.
func Options() []Option { return options(new(Config)) }

func index(key string, i int) string { return key + "[" + strconv.Itoa(i) + "]" }
