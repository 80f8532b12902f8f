//go:build cgo

package duckdb_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

// BenchmarkScan reads three text columns of 128, as a report would.
func BenchmarkScan(b *testing.B) {
	const bins, perBin = 8, 50_000
	src, dst := mem.New(), mem.New()
	r := rand.New(rand.NewPCG(1, 2))
	var parts []load.Part
	for bin := range bins {
		var lines []byte
		for i := range perBin {
			lines = append(lines, loadtest.Event("event_id", loadtest.EventID(i), "collector_tstamp", "2018-07-24 12:00:00.123", "app_id", "shop",
				"domain_userid", fmt.Sprintf("%016x", r.Uint64()), "page_urlpath", fmt.Sprintf("/products/%d", r.IntN(5000)), "event", []string{"page_view", "page_ping", "struct"}[r.IntN(3)])...)
		}
		key := fmt.Sprintf("part-%05d", bin)
		if _, err := store.PutBytes(b.Context(), src, key, lines); err != nil {
			b.Fatal(err)
		}
		parts = append(parts, load.Part{Store: src, Key: key, Bin: bin, Rows: perBin})
	}
	if _, err := warehouse.NewTarget(dst, 2, load.RefuseBadValues).Load(b.Context(), loadtest.Batch("r1", load.Events(), parts...)); err != nil {
		b.Fatal(err)
	}
	db, err := duckdb.OpenSegments(b.Context(), dst, duckdb.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, query := range []string{
		"SELECT event, count(DISTINCT page_urlpath), max(domain_userid) FROM atomic.events GROUP BY 1",
		"SELECT max(collector_tstamp), count(event_id), count(*) FROM atomic.events",
		"SELECT count(*) FROM atomic.events",
	} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				rows, err := db.Query(b.Context(), query)
				if err != nil {
					b.Fatal(err)
				}
				for rows.Next() {
				}
				if err := rows.Err(); err != nil {
					b.Fatal(err)
				}
				rows.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(bins*perBin), "ns/row")
		})
	}
}
