package bench

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"net"
	"strings"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"github.com/camonica/camonica/enrich/settings"
)

// Of the invented database of places.
const (
	cityFile     = "GeoIP2-City.mmdb"
	cityNetworks = 50_000 // about; many more than the visitors of an object come from
	countries    = 120
	perCity      = 4 // networks that tell of one place, on average
)

// The addresses of visitors of sample data, and more.
const (
	firstAddress = 1 << 24
	lastAddress  = 223<<24 - 1
)

// languages that places have names in, and letters that are theirs.
var languages = []struct{ code, letters string }{
	{"de", "äöüß"}, {"en", ""}, {"es", "áéíñ"}, {"fr", "éèçô"}, {"ja", "アイウエオカキ"}, {"pt-BR", "ãõçá"}, {"ru", "абвгдежз"}, {"zh-CN", "京海州城山江"},
}

// A cityMaker invents a database of places that is built as GeoIP2 City is.
type cityMaker struct {
	r      *rand.Rand
	nextID uint32
}

// makeCities makes a database of about that many networks, the same for the same
// seed.
func makeCities(networks int, seed uint64) ([]byte, error) {
	m := &cityMaker{r: rand.New(rand.NewPCG(seed, 3)), nextID: 100_000}
	var codes []string
	for _, l := range languages {
		codes = append(codes, l.code)
	}
	tree, err := mmdbwriter.New(mmdbwriter.Options{
		DatabaseType: "GeoIP2-City", Languages: codes, BuildEpoch: 1, IncludeReservedNetworks: true, KeyGenerator: placeKeys{},
	})
	if err != nil {
		return nil, fmt.Errorf("make database of places: %w", err)
	}
	places := m.places(max(networks/perCity, 1))
	usual := bits.Len32(uint32((lastAddress - firstAddress) / networks))
	for at := uint32(firstAddress); at < lastAddress; {
		// Networks begin at multiples of their size.
		n := min(usual-2+m.r.IntN(3), bits.TrailingZeros32(at))
		ip := binary.BigEndian.AppendUint32(nil, at)
		at += 1 << n
		if err := tree.Insert(&net.IPNet{IP: ip, Mask: net.CIDRMask(32-n, 32)}, places[m.r.IntN(len(places))]); err != nil {
			return nil, fmt.Errorf("make database of places: %w", err)
		}
	}
	var b bytes.Buffer
	if _, err := tree.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("make database of places: %w", err)
	}
	return b.Bytes(), nil
}

// placeKeys tells places apart by the number of their city, which is quicker than
// a hash of all that is known of them.
type placeKeys struct{}

// Key implements mmdbwriter.KeyGenerator.
func (placeKeys) Key(v mmdbtype.DataType) ([]byte, error) {
	id := v.(mmdbtype.Map)["city"].(mmdbtype.Map)["geoname_id"].(mmdbtype.Uint32)
	return binary.BigEndian.AppendUint32(nil, uint32(id)), nil
}

// places invents records of n cities.
func (m *cityMaker) places(n int) []mmdbtype.Map {
	var continents []mmdbtype.Map
	for _, code := range []string{"AF", "AS", "EU", "NA", "OC", "SA"} {
		c := m.named(2)
		c["code"] = mmdbtype.String(code)
		continents = append(continents, c)
	}
	lands, regions := make([]mmdbtype.Map, countries), make([][]mmdbtype.Map, countries)
	for i := range lands {
		lands[i] = m.coded(fmt.Sprintf("%c%c", 'A'+i/26, 'A'+i%26), 2)
		for j := range 1 + m.r.IntN(40) {
			regions[i] = append(regions[i], m.coded(fmt.Sprintf("%02d", j), 3))
		}
	}
	all := make([]mmdbtype.Map, n)
	for i := range all {
		at := m.r.IntN(countries)
		all[i] = mmdbtype.Map{
			"continent": continents[at%len(continents)], "country": lands[at], "registered_country": lands[at],
			"subdivisions": mmdbtype.Slice{regions[at][m.r.IntN(len(regions[at]))]},
			"city":         m.named(3),
			"postal":       mmdbtype.Map{"code": mmdbtype.String(fmt.Sprintf("%05d", m.r.IntN(100_000)))},
			"location": mmdbtype.Map{
				"accuracy_radius": mmdbtype.Uint16(5 << m.r.IntN(8)),
				"latitude":        mmdbtype.Float64(float64(m.r.IntN(1_400_000))/1e4 - 70),
				"longitude":       mmdbtype.Float64(float64(m.r.IntN(3_600_000))/1e4 - 180),
				"time_zone":       mmdbtype.String(fmt.Sprintf("Somewhere/Zone_%d", at)),
			},
		}
	}
	return all
}

// coded returns a named place with a code.
func (m *cityMaker) coded(code string, syllables int) mmdbtype.Map {
	p := m.named(syllables)
	p["iso_code"] = mmdbtype.String(code)
	return p
}

// named returns a place with a number and its names.
func (m *cityMaker) named(syllables int) mmdbtype.Map {
	m.nextID++
	name := m.word(syllables)
	names := mmdbtype.Map{}
	for _, l := range languages {
		local := name
		if letters := []rune(l.letters); len(letters) > 0 {
			local += string(letters[m.r.IntN(len(letters))])
		}
		names[mmdbtype.String(l.code)] = mmdbtype.String(local)
	}
	return mmdbtype.Map{"geoname_id": mmdbtype.Uint32(m.nextID), "names": names}
}

func (m *cityMaker) word(syllables int) string {
	const consonants, vowels = "bcdfgklmnprstv", "aeiou"
	var b strings.Builder
	for range syllables {
		b.WriteByte(consonants[m.r.IntN(len(consonants))])
		b.WriteByte(vowels[m.r.IntN(len(vowels))])
	}
	b.WriteString("ne")
	s := b.String()
	return strings.ToUpper(s[:1]) + s[1:]
}

// A dataFile is the one data file that configurations name.
type dataFile []byte

// Open implements settings.Files.
func (f dataFile) Open(_ context.Context, uri string) (settings.File, error) {
	return settings.File{URI: uri, Size: int64(len(f)), Data: f}, nil
}
