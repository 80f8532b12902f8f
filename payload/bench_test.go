package payload_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/payload"
)

// aPageView is a pixel request of about 1.2 kB, as a tracker sends it.
var aPageView = strings.Join([]string{
	"2013-10-07", "19:47:54", "-", "37", "203.0.113.7", "GET", "203.0.113.7", "/i", "200",
	"http://shop.example.com/cards/oracles/107-magdalene-oracle.html",
	"Mozilla%2F5.0+%28Macintosh%3B+Intel+Mac+OS+X+10_6_8%29+AppleWebKit%2F537.36+%28KHTML%2C+like+Gecko%29+Chrome%2F31.0.1650.8+Safari%2F537.36",
	"stm=1381175274000&e=pv&url=http%3A%2F%2Fshop.example.com%2Fcards%2Foracles%2F107-magdalene-oracle.html%3Futm_source%3Dnews%26utm_medium%3Demail" +
		"&page=Magdalene%20Oracle%20-%20Cards%20and%20more&tv=js-2.9.0&tna=shop&aid=shop-web&p=web&tz=Europe%2FBerlin&lang=de-DE&cs=UTF-8" +
		"&f_pdf=1&f_qt=0&f_realp=0&f_wma=0&f_dir=0&f_fla=1&f_java=1&f_gears=0&f_ag=0&res=1440x900&cd=24&cookie=1" +
		"&eid=8712a379-4bcb-46ee-815d-85f26540577f&dtm=1381175273884&vp=1440x762&ds=1440x4083&vid=3&sid=0b53c0f5-52d8-4d68-b1f2-6f9b8ef8c1b6" +
		"&duid=44a32544aac965f4&fp=308909339&uid=user-17&refr=https%3A%2F%2Fwww.google.com%2Fsearch%3Fq%3Doracle%2Bcards%26hl%3Dde" +
		"&cx=eyJzY2hlbWEiOiJpZ2x1OmNvbS5zbm93cGxvd2FuYWx5dGljcy5zbm93cGxvdy9jb250ZXh0cy9qc29uc2NoZW1hLzEtMC0wIiwiZGF0YSI6W119" +
		"&cv=clj-2.1.0-tom-0.2.0&nuid=8712a379-4bcb-46ee-815d-85f26540577f",
	"-", "-", "-", "-", "-",
}, "\t")

func BenchmarkCljTomcat(b *testing.B) { benchmark(b, "clj-tomcat", aPageView) }

func BenchmarkCloudFront(b *testing.B) {
	fields := strings.Split(aPageView, "\t")
	fields[11] = strings.ReplaceAll(fields[11], "%", "%25")
	fields[10] = strings.ReplaceAll(fields[10], "%", "%25")
	benchmark(b, "cloudfront", strings.Join(fields[:15], "\t"))
}

func benchmark(b *testing.B, format, record string) {
	f, err := payload.ByName(format)
	if err != nil {
		b.Fatal(err)
	}
	line := []byte(record)
	var p payload.Payload
	b.ReportAllocs()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if err := f.Parse(line, &p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkThrift(b *testing.B) {
	fields := strings.Split(aPageView, "\t")
	h := payload.Hit{
		Time: 1381175274000, Path: "/i", Query: fields[11], Client: "203.0.113.7", Collector: "ssc-0.13.0-kinesis",
		UserAgent: payload.Some("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_6_8)"), Referer: payload.Some(fields[9]),
		Headers: []string{"Host: c.example.com", "Accept: */*", "Accept-Language: de", "Connection: keep-alive", "X-Forwarded-For: 203.0.113.7"},
	}
	benchmark(b, "thrift", string(h.AppendThrift(nil)))
}
