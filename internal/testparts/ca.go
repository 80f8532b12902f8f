package testparts

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// certify makes an authority and a certificate for localhost and 127.0.0.1 in the
// folder: ca.pem, server.pem and server.key, owned by the account.
func certify(t testing.TB, a *account, dir string) (ca, cert, key string) {
	t.Helper()
	ca, cert, key = filepath.Join(dir, "ca.pem"), filepath.Join(dir, "server.pem"), filepath.Join(dir, "server.key")
	now := time.Now()
	template := func(n int64, name string) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: big.NewInt(n), Subject: pkix.Name{CommonName: name},
			NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour), BasicConstraintsValid: true,
		}
	}
	authority := template(1, "authority of a test")
	authority.IsCA, authority.KeyUsage = true, x509.KeyUsageCertSign
	server := template(2, "localhost")
	server.DNSNames, server.IPAddresses = []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)}
	server.KeyUsage, server.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}

	authorityKey, serverKey := newKey(t), newKey(t)
	write := func(path, kind string, b []byte, err error) {
		t.Helper()
		if err == nil {
			err = os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600)
		}
		if err == nil {
			err = a.own(path)
		}
		if err != nil {
			t.Fatalf("make %s: %v", path, err)
		}
	}
	b, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	write(ca, "CERTIFICATE", b, err)
	b, err = x509.CreateCertificate(rand.Reader, server, authority, serverKey.Public(), authorityKey)
	write(cert, "CERTIFICATE", b, err)
	b, err = x509.MarshalPKCS8PrivateKey(serverKey)
	write(key, "PRIVATE KEY", b, err)
	return ca, cert, key
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatalf("make key: %v", err)
	}
	return k
}
