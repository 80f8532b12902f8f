package config

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A scalarKind is what a YAML 1.1 reader takes a scalar for.
type scalarKind int

const (
	textScalar scalarKind = iota
	nullScalar
	boolScalar
	intScalar
	floatScalar
	dateScalar
)

// names of what was found, for problems.
var scalarNames = [...]string{"a text", "null", "a boolean", "a whole number", "a number", "a date"}

// Plain scalars of YAML 1.1 as R108's parser read them.
var (
	plainBool  = regexp.MustCompile(`^(?i:yes|no|true|false|on|off)$`)
	plainInt   = regexp.MustCompile(`^[-+]?(0|[1-9][0-9_,]*|0[0-7_,]+|0b[01_,]+|0x[0-9a-fA-F_,]+|[0-9][0-9_]*(:[0-5]?[0-9]){1,2})$`)
	plainFloat = regexp.MustCompile(`^([-+]?([0-9][0-9_,]*)?\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_,]*\.|[-+]?[0-9][0-9_,]*[eE][-+]?[0-9]+|[-+]?\.(?i:inf)|\.(?i:nan))$`)
	plainDate  = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$`)
)

// kindOf resolves a scalar node.
func kindOf(n *yaml.Node) scalarKind {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		switch n.ShortTag() {
		case "!!null":
			return nullScalar
		case "!!bool":
			return boolScalar
		case "!!int":
			return intScalar
		case "!!float":
			return floatScalar
		}
		return textScalar
	case n.Style&quoted != 0:
		return textScalar
	}
	return plainKind(n.Value)
}

func plainKind(s string) scalarKind {
	switch {
	case s == "" || s == "~" || s == "null" || s == "Null" || s == "NULL":
		return nullScalar
	case plainBool.MatchString(s):
		return boolScalar
	case plainInt.MatchString(s):
		return intScalar
	case plainFloat.MatchString(s):
		return floatScalar
	case plainDate.MatchString(s):
		return dateScalar
	}
	return textScalar
}

// parseBool reads a YAML 1.1 boolean.
func parseBool(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "true", "on":
		return true
	}
	return false
}

// parseInt reads a YAML 1.1 integer; sexagesimal ones are not taken.
func parseInt(s string) (int64, bool) {
	s = strings.NewReplacer("_", "", ",", "").Replace(s)
	n, err := strconv.ParseInt(s, 0, 64)
	return n, err == nil
}

func parseFloat(s string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.NewReplacer("_", "", ",", "").Replace(s), 64)
	return f, err == nil
}
