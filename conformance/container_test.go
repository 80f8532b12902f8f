package conformance

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/camonica/camonica/payload/container"
)

func init() { register("loaders-lzo", runLzo) }

func runLzo(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Object []byte `json:"lzo_base64"`
		File   string
	}
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want struct {
		Result  string
		Records []string
		Count   *int   `json:"records_count"`
		SHA256  string `json:"records_sha256"`
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	if in.File != "" {
		b, err := os.ReadFile(filepath.Join(dataDir(), "lzo", in.File))
		if err != nil {
			return err
		}
		in.Object = b
	}
	records, digest, err := thriftRecords(in.Object)
	var damaged *container.DamagedError
	switch {
	case want.Result == "bad-file":
		if !errors.As(err, &damaged) {
			return fmt.Errorf("got %d records and %v, want damage", len(records), err)
		}
		return nil
	case err != nil:
		return err
	case want.Count != nil:
		if len(records) != *want.Count || digest != want.SHA256 {
			return fmt.Errorf("got %d records with digest %s, want %d, %s", len(records), digest, *want.Count, want.SHA256)
		}
		return nil
	}
	if len(records)+len(want.Records) > 0 && !reflect.DeepEqual(records, want.Records) {
		return fmt.Errorf("got %q, want %q", records, want.Records)
	}
	return nil
}

// thriftRecords reads an object as the thrift format does. Records come in
// Base64; the digest is over their lengths and bytes.
func thriftRecords(object []byte) (records []string, digest string, err error) {
	z, err := container.Open(bytes.NewReader(object), true, container.DefaultLimits())
	if err != nil {
		return nil, "", err
	}
	defer z.Close()
	h := sha256.New()
	for {
		rec, err := z.Next()
		if errors.Is(err, io.EOF) {
			return records, hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return records, "", err
		}
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(rec.Bytes))))
		h.Write(rec.Bytes)
		records = append(records, base64.StdEncoding.EncodeToString(rec.Bytes))
	}
}
