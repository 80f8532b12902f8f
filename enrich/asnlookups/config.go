package asnlookups

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// maxFileSize bounds the list of systems; there are some 120,000 in the world.
const maxFileSize = 32 << 20

// New reads the configuration and its list.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	var p struct {
		BotAsnsFile *struct{ URI, Database string }
		BotAsns     []struct {
			ASN uint32
		}
		BypassPlatforms []string
	}
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	e := &Enrichment{bots: map[uint32]bool{}, bypass: p.BypassPlatforms}
	for _, b := range p.BotAsns {
		e.bots[b.ASN] = true
	}
	if f := p.BotAsnsFile; f != nil {
		file, problem := c.Open(ctx, "/botAsnsFile", f.URI, f.Database)
		if problem != nil {
			return enrich.Step{}, problem
		}
		if err := e.read(file.Data); err != nil {
			return enrich.Step{}, c.Unusable("/botAsnsFile", "a CSV file with a line of names and numbers in its first column", err)
		}
	}
	return enrich.Step{
		Name: "asn_lookups", Schema: c.Schema, Identifier: "asn-lookups",
		Order: enrich.OrderIPLookups + 1, Enrichment: e,
	}, nil
}

// read takes the numbers of a CSV file. Its first line is a header.
func (e *Enrichment) read(data []byte) error {
	if len(data) > maxFileSize {
		return errors.New("larger than 32 MiB")
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = -1, true, true
	for line := 0; ; line++ {
		record, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case line == 0:
			continue
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace([]byte(record[0]))), 10, 32)
		if err != nil {
			at, _ := r.FieldPos(0)
			return errors.New("line " + strconv.Itoa(at) + " has no number")
		}
		e.bots[uint32(n)] = true
	}
}
