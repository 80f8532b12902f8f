package pageuri

import (
	"strings"

	"github.com/camonica/camonica/payload"
)

// A URI is a parsed page or referrer address. Components are raw: not decoded.
// They share memory with Text, which is the text given to Parse if that needed
// no change. Empty components are null.
type URI struct {
	Text     string // the parsed address, re-encoded where needed
	Scheme   string
	Host     string
	Port     int // explicit, else 443 for https, else 80; 0 if not Valid
	Path     string
	Query    string
	Fragment string
	Valid    bool // false: Text is what the tracker sent and the components are empty
}

// Parse reads an address. Spaces become %20; then the grammar of RFC 2396 holds,
// with the liberties of the JVM: characters beyond ASCII are legal, and so are
// square brackets in query and fragment, relative references and the empty text.
// Text outside that grammar is re-encoded and read again. If even that fails –
// "http://" and "127.0.0.1:80/x" do – the result is not Valid and keeps the text.
//
// Parse allocates only if it has to change the text.
func Parse(text string) URI {
	s := text
	if strings.IndexByte(s, ' ') >= 0 {
		s = strings.ReplaceAll(s, " ", "%20")
	}
	var u URI
	if u.strict(s) || u.strict(string(appendLenient(nil, text))) {
		return u
	}
	return URI{Text: text}
}

// Pairs appends the decoded pairs of the query to dst; text that had escapes goes
// to the end of buf. Escapes are in the charset of the record that the address
// came in ("" is UTF-8). Pairs are set apart by & and by ;, their order and
// repeated names are kept, and an item without = has no value.
func (u *URI) Pairs(dst []payload.Pair, buf []byte, charset string) ([]payload.Pair, []byte) {
	if u.Query == "" {
		return dst, buf
	}
	// A query that the grammar let through is legal for the querystring too.
	dst, buf, _ = payload.ParseQueryIn(dst, buf, u.Query, charset)
	return dst, buf
}

// defaultPort is the port of a scheme when none is written, or none could be read.
func defaultPort(scheme string) int {
	if scheme == "https" {
		return 443
	}
	return 80
}
