package keys_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/keys"
)

func write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestID(t *testing.T) {
	id := keys.NewID()
	got, err := keys.ParseID(strings.ToUpper(id.String()))
	if err != nil || got != id {
		t.Errorf("ParseID(%s) = %s, %v", id, got, err)
	}
	if id[6]>>4 != 4 || id[8]>>6 != 2 {
		t.Errorf("%s is not a version 4 UUID", id)
	}
	for _, bad := range []string{"", "x", strings.Repeat("0", 36), strings.ReplaceAll(id.String(), "-", "") + "----", "g" + id.String()[1:]} {
		if _, err := keys.ParseID(bad); err == nil {
			t.Errorf("ParseID(%q) is accepted", bad)
		}
	}
}

// A key is never printed, whatever is tried.
func TestSecretText(t *testing.T) {
	secret := bytes.Repeat([]byte("S"), keys.Size)
	k, err := keys.New(keys.NewID(), "1", secret)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		fmt.Fprintf(&out, verb+"\n", k)
		fmt.Fprintf(&out, verb+"\n", *k)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("key", "key", k)
	j, _ := json.Marshal(k) //nolint:staticcheck // that nothing comes out is what is tested
	out.Write(j)
	for _, form := range []string{"SSSS", "53535353", "83 83 83", "0x53"} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the output holds %q:\n%s", form, &out)
		}
	}
}

func TestKeyFile(t *testing.T) {
	hexKey := strings.Repeat("0f", 32)
	b64Key := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0x0f}, 32))
	f := func(name, text string, mode os.FileMode, want string) {
		t.Helper()
		_, err := keys.OpenFile(write(t, "kek", text, mode))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
		if err != nil && strings.Contains(err.Error(), text) && text != "" {
			t.Errorf("%s: the error tells the content", name)
		}
	}
	f("hex", hexKey, 0o600, "")
	f("hex with newline", hexKey+"\n", 0o400, "")
	f("base64", b64Key+"\n", 0o600, "")
	f("group may read", hexKey, 0o640, "others may read")
	f("all may read", hexKey, 0o604, "others may read")
	f("empty", "", 0o600, "0 characters")
	f("short", hexKey[:62], 0o600, "62 characters")
	f("no hex", strings.Repeat("x", 64), 0o600, "hexadecimal")
	f("no base64", strings.Repeat("!", 44), 0o600, "base64")
	f("base64 of 33 bytes", base64.StdEncoding.EncodeToString(make([]byte, 33)), 0o600, "base64")
	if _, err := keys.OpenFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestNewFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "kek")
	if err := keys.NewFile(path); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	if err := keys.NewFile(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second time: %v", err)
	}
	after, _ := os.ReadFile(path)
	if !bytes.Equal(before, after) {
		t.Error("the file was replaced")
	}
	if i, _ := os.Stat(path); i.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", i.Mode())
	}
	if i, _ := os.Stat(filepath.Dir(path)); i.Mode().Perm() != 0o700 {
		t.Errorf("mode of the folder %o", i.Mode())
	}
	if _, err := keys.OpenFile(path); err != nil {
		t.Error(err)
	}
}

var binding = keys.Binding{Run: "2018-07-23-13-00-05", KeyID: keys.ID{0x7f, 0x3a, 15: 1}}

func TestBinding(t *testing.T) {
	want := `{"camonica:key":"7f3a0000-0000-0000-0000-000000000001","camonica:run":"2018-07-23-13-00-05"}`
	if got := string(binding.Bytes()); got != want {
		t.Errorf("binding %s, want %s", got, want)
	}
}

// Each provider opens what it wrapped, for the same run and key only.
func TestProviders(t *testing.T) {
	file := func(t *testing.T) keys.Provider {
		path := filepath.Join(t.TempDir(), "kek")
		if err := keys.NewFile(path); err != nil {
			t.Fatal(err)
		}
		p, err := keys.NewProvider(keys.Options{KeyFile: path})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	recipient := func(kem string) func(t *testing.T) keys.Provider {
		return func(t *testing.T) keys.Provider {
			r, err := keys.NewRecipient(kem)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "identity")
			if err := r.WriteIdentity(path); err != nil {
				t.Fatal(err)
			}
			p, err := keys.NewProvider(keys.Options{Provider: "recipient", Recipients: []string{r.Public}, IdentityFile: path})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
	}
	for name, open := range map[string]func(*testing.T) keys.Provider{
		"file": file, "hybrid": recipient(""), "x25519": recipient(keys.KEMX25519),
	} {
		t.Run(name, func(t *testing.T) { testProvider(t, open(t), open(t)) })
	}
}

func testProvider(t *testing.T, p, other keys.Provider) {
	secret := bytes.Repeat([]byte{7}, keys.Size)
	ctx := context.Background()
	wrapped, err := p.Wrap(ctx, secret, binding)
	if err != nil || len(wrapped) != 1 {
		t.Fatalf("Wrap = %d, %v", len(wrapped), err)
	}
	w := wrapped[0]
	if bytes.Contains(w.Ciphertext, secret[:8]) || w.Key == "" || w.Context["camonica:run"] != binding.Run {
		t.Errorf("wrapping %+v", w)
	}
	if got, err := p.Unwrap(ctx, w, binding); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("Unwrap = %x, %v", got, err)
	}
	again, err := p.Wrap(ctx, secret, binding)
	if err != nil || bytes.Equal(again[0].Ciphertext, w.Ciphertext) {
		t.Errorf("the same ciphertext twice, %v", err)
	}
	f := func(name string, p keys.Provider, w keys.Wrapping, b keys.Binding, want error) {
		t.Helper()
		if got, err := p.Unwrap(ctx, w, b); !errors.Is(err, want) || got != nil {
			t.Errorf("%s: %x, %v, want %v", name, got, err, want)
		}
	}
	f("another run", p, w, keys.Binding{Run: "2", KeyID: binding.KeyID}, keys.ErrUnwrap)
	f("another key id", p, w, keys.Binding{Run: binding.Run, KeyID: keys.NewID()}, keys.ErrUnwrap)
	f("another key", other, w, binding, keys.ErrUnwrap)
	altered := w
	altered.Ciphertext = bytes.Clone(w.Ciphertext)
	altered.Ciphertext[len(altered.Ciphertext)-1] ^= 1
	f("altered", p, altered, binding, keys.ErrUnwrap)
	for _, n := range []int{0, 1, 12, 40} {
		short := w
		short.Ciphertext = w.Ciphertext[:n]
		f("short", p, short, binding, keys.ErrUnwrap)
	}
	foreign := w
	foreign.Provider = "aws-kms"
	f("another provider", p, foreign, binding, keys.ErrNoWrapping)
}

func TestWriteOnly(t *testing.T) {
	r, err := keys.NewRecipient("")
	if err != nil {
		t.Fatal(err)
	}
	list := write(t, "recipients", "# escrow\n\n"+r.Public+"\n"+r.Public+"\n", 0o644)
	p, err := keys.OpenRecipients([]string{list}, "")
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := p.Wrap(context.Background(), make([]byte, keys.Size), binding)
	if err != nil || len(wrapped) != 2 {
		t.Fatalf("Wrap = %d, %v", len(wrapped), err)
	}
	if _, err := p.Unwrap(context.Background(), wrapped[0], binding); !errors.Is(err, keys.ErrWriteOnly) {
		t.Errorf("Unwrap: %v", err)
	}
}

func TestKeyTexts(t *testing.T) {
	r, err := keys.NewRecipient(keys.KEMX25519)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(r.Public, "camonica-pub-X25519-") {
		t.Errorf("public key %q", r.Public)
	}
	for _, bad := range []string{"camonica-pub-", "camonica-pub-RSA-AAAA", "camonica-pub-X25519-AAAA", "camonica-pub-X25519-!", r.Public + "A"} {
		if _, err := keys.OpenRecipients([]string{bad}, ""); err == nil {
			t.Errorf("public key %q is accepted", bad)
		}
	}
	if _, err := keys.OpenRecipients(nil, ""); err == nil {
		t.Error("neither public nor private key is accepted")
	}
	if _, err := keys.OpenRecipients(nil, write(t, "identity", r.Private, 0o644)); err == nil {
		t.Error("an identity that others may read is accepted")
	}
	_, err = keys.OpenRecipients(nil, write(t, "identity", r.Private+"x", 0o600))
	if err == nil || strings.Contains(err.Error(), r.Private[20:]) {
		t.Errorf("bad identity: %v", err)
	}
}

func TestUnavailable(t *testing.T) {
	for _, name := range []string{"aws-kms", "gcp-kms", "vault"} {
		_, err := keys.NewProvider(keys.Options{Provider: name})
		if !errors.Is(err, keys.ErrUnavailable) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := keys.NewProvider(keys.Options{Provider: "else"}); err == nil || errors.Is(err, keys.ErrUnavailable) {
		t.Errorf("unknown provider: %v", err)
	}
}

func FuzzParseRecord(f *testing.F) {
	f.Add([]byte(`{"version":1,"key_id":"7f3a0000-0000-4000-8000-000000000001","run_id":"1","suite":1,"created":"2018-07-23T13:00:05Z","wrapped":[],"state":"destroyed"}`))
	f.Add([]byte(`{"version":2}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := keys.ParseRecord(b)
		if err != nil {
			return
		}
		again, err := r.Encode()
		if err != nil {
			t.Fatalf("a parsed record does not encode: %v", err)
		}
		if _, err := keys.ParseRecord(again); err != nil {
			t.Fatalf("an encoded record does not parse: %v", err)
		}
	})
}
