package loadtest

import (
	"slices"
	"testing"
)

// Same compares two contents of warehouses: sorted rows as text.
func Same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	t.Errorf("%s: %d rows, want %d", what, len(got), len(want))
	for _, row := range want {
		if _, ok := slices.BinarySearch(got, row); !ok {
			t.Errorf("first row that is missing: %.300s", row)
			break
		}
	}
	for _, row := range got {
		if _, ok := slices.BinarySearch(want, row); !ok {
			t.Errorf("first row too many: %.300s", row)
			break
		}
	}
}
