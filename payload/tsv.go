package payload

// tsv takes each line as the body of a request to the API that its name says.
// What the fields are is the business of that API's adapter.
type tsv struct{ api string }

func (f tsv) Name() string { return "tsv/" + f.api }
func (tsv) Loader() string { return "tsv" }
func (tsv) Binary() bool   { return false }

func (f tsv) Parse(record []byte, p *Payload) error {
	p.Reset()
	line := p.text(record)
	if isLogHeader(line) {
		return ErrSkip
	}
	return p.lineAsBody("tsv", f.api, line)
}

func (p *Payload) lineAsBody(source, api, line string) error {
	p.Source, p.Encoding, p.Body = source, utf8Name, Some(line)
	return p.setPath(nil, api).orNil()
}
