package lookup

import "net/netip"

// ThisMachine tells whether connections to the host, a name or an address, do not
// leave the machine.
func ThisMachine(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
