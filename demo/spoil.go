package demo

import (
	"math/rand/v2"

	"github.com/camonica/camonica/payload"
)

// spoil now and then breaks a record, as real logs are broken. It draws as many
// random numbers for one format as for another.
func (g *generator) spoil(f *format, record []byte) []byte {
	switch g.r.IntN(1500) {
	case 0: // cut off, before anything that makes an event
		record = record[:min(len(record)/5, 60)]
		if !f.binary {
			record = append(record, '\n')
		}
	case 1: // somebody looks for a way in
		return g.intruder(f, record[:0])
	case 2: // bytes that are no text
		from, to := 20, 60
		if f.binary {
			from, to = 0, 40
		}
		r := rand.New(rand.NewPCG(g.r.Uint64(), 0))
		for i := from; i < len(record)-1 && i < to; i++ {
			if record[i] != '\t' {
				record[i] = byte(0x80 + r.IntN(0x7f))
			}
		}
	case 3:
		if f.access {
			return append(record[:0], "#Version: 1.0\n"...)
		}
	}
	return record
}

// intruder appends a request for a page that collectors have not.
func (g *generator) intruder(f *format, b []byte) []byte {
	const client, path = "203.0.113.9", "/admin/login.php"
	switch {
	case f.access:
		b = g.hit.at.AppendFormat(b, "2006-01-02\t15:04:05")
		return append(b, "\tMXP64-C1\t480\t"+client+"\tGET\td111111abcdef8.cloudfront.net\t"+path+"\t404\t-\t-\t-\n"...)
	case f.binary:
		h := payload.Hit{Time: g.hit.seconds(), Path: path, Client: client, Collector: collector}
		return h.AppendThrift(b)
	case f.bodies:
		b = g.hit.at.AppendFormat(b, "2006-01-02\t15:04:05")
		return append(b, "\t-\t37\t"+client+"\tGET\t"+client+"\t"+path+"\t404\t-\t-\t&cv="+collector+"&nuid=-\n"...)
	}
	return append(b, "{}\n"...) // of a webhook: a request without an event
}
