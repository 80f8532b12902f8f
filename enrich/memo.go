package enrich

import (
	"hash/maphash"
	"strings"
)

// A memo remembers what was made of texts that come again: addresses of pages. Of the texts with one hash it keeps the last two. It belongs to one worker.
type memo[V any] struct {
	seed  maphash.Seed
	pairs [][2]memoSlot[V]
}

type memoSlot[V any] struct {
	text  string
	value V
}

// memoText is the length of a text that is remembered; longer ones seldom come
// again, and a memo is to be small whatever comes.
const memoText = 512

// newMemo returns a memo of at most that many texts, a power of two.
func newMemo[V any](texts int) memo[V] {
	return memo[V]{maphash.MakeSeed(), make([][2]memoSlot[V], texts/2)}
}

// get returns what of makes of a text, which is not empty. What of is given lives
// as long as what it returns, and so does the result until the next get.
func (m *memo[V]) get(text string, of func(string) V) V {
	if len(text) > memoText {
		return of(text)
	}
	p := &m.pairs[maphash.String(m.seed, text)&uint64(len(m.pairs)-1)]
	for i := range p {
		if p[i].text == text {
			return p[i].value
		}
	}
	p[1] = p[0]
	p[0].text = strings.Clone(text)
	p[0].value = of(p[0].text)
	return p[0].value
}
