package calendar_test

import (
	"testing"
	"time"

	"github.com/camonica/camonica/calendar"
)

func TestDaysIn(t *testing.T) {
	for year := 1896; year <= 2404; year++ {
		for month := 1; month <= 12; month++ {
			want := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
			if got := calendar.DaysIn(year, month); got != want {
				t.Errorf("%d-%02d: %d, want %d", year, month, got, want)
			}
		}
	}
}
