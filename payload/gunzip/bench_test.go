package gunzip_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"testing"

	kpgzip "github.com/klauspost/compress/gzip"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/payload/gunzip"
)

func FuzzGunzip(f *testing.F) {
	for _, stream := range small(f) {
		f.Add(stream)
	}
	f.Fuzz(func(t *testing.T, stream []byte) { compare(t, stream) })
}

// BenchmarkLogs reads collectors' logs, beside the library that this package
// stands in for.
func BenchmarkLogs(b *testing.B) {
	for _, log := range []demo.Options{
		{Format: "clj-tomcat", Traffic: demo.Tp2}, {Format: "clj-tomcat", Traffic: demo.Mix}, {Format: "cloudfront", Traffic: demo.Mix},
	} {
		log.Events = 5000
		var text bytes.Buffer
		if _, err := demo.Generate(&text, log); err != nil {
			b.Fatal(err)
		}
		for _, level := range []int{gzip.DefaultCompression, gzip.BestSpeed} {
			stream := compress(b, level, text.Bytes())
			for _, z := range []interface {
				io.Reader
				Reset(io.Reader) error
			}{new(gunzip.Reader), new(kpgzip.Reader)} {
				b.Run(fmt.Sprintf("%s-%s-level%d/%T", log.Format, log.Traffic, level, z), func(b *testing.B) {
					var r bytes.Reader
					buf := make([]byte, 64<<10)
					b.SetBytes(int64(text.Len()))
					b.ReportAllocs()
					for b.Loop() {
						r.Reset(stream)
						err := z.Reset(&r)
						for err == nil {
							_, err = z.Read(buf)
						}
						if err != io.EOF {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
