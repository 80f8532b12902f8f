package convert_test

import (
	"testing"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/payload"
)

func BenchmarkConversions(b *testing.B) {
	for _, c := range []struct {
		name string
		f    convert.Func
		in   string
	}{
		{"text", convert.Text, "Gothic tarot cards – Psychic Bazaar"},
		{"integer", convert.Integer, "1680"},
		{"decimal", convert.Decimal, "1999.00"},
		{"decimal-exponent", convert.Decimal, "4.321768E3"},
		{"uuid", convert.UUID, "F732D278-120E-4AB6-845B-C1F11CD85DC7"},
		{"timestamp", convert.Timestamp, "1426245561368"},
		{"base64", convert.Base64, "eyJteVRlbXAiOjIzLjMsIm15VW5pdCI6ImNlbHNpdXMifQ"},
		{"event", convert.EventType, "pv"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			v := payload.Some(c.in)
			buf := make([]byte, 0, 4096)
			for b.Loop() {
				if _, err := c.f(buf, v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDerived(b *testing.B) {
	b.ReportAllocs()
	buf := make([]byte, 0, 64)
	for b.Loop() {
		convert.AppendDerived(buf, "2024-04-01 10:00:00.000", "2024-02-29 09:00:00.000", "2024-04-01 09:00:00.000", "")
	}
}

func BenchmarkEventID(b *testing.B) {
	b.ReportAllocs()
	record, buf := make([]byte, 800), make([]byte, 0, 64)
	for b.Loop() {
		convert.AppendEventID(buf, record, 7, 2)
	}
}
