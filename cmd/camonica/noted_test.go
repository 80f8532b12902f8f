package main

import (
	"strings"
	"testing"
)

func TestWriteNoted(t *testing.T) {
	var b strings.Builder
	writeNoted(&b, map[string]int64{"in": 7, "overlong_columns": 0, "dropped_entities": 3, "ignored:sql_query": 2, "ignored:api_request": 1200})
	want := `  noted                  3 invalid derived entities left out
  noted              1,200 failures of api_request ignored, as configured
  noted                  2 failures of sql_query ignored, as configured
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
