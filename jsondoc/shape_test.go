package jsondoc_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/camonica/camonica/jsondoc"
)

func parse(t testing.TB, text string) jsondoc.Node {
	t.Helper()
	d := new(jsondoc.Doc)
	if err := d.Parse([]byte(text), jsondoc.DefaultDepth); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d.Root()
}

func TestShape(t *testing.T) {
	first := parse(t, `{"shape a":1,"bb":"x","a name of more than eight bytes":[]}`).Shape()
	if first == nil || !slices.Equal(first.Names(), []string{"shape a", "bb", "a name of more than eight bytes"}) {
		t.Fatalf("got %v", first)
	}
	for _, same := range []string{
		`{"shape a":{},"bb":null,"a name of more than eight bytes":"y"}`,
		`{ "shape a" : 1 , "bb":2, "a name of more than eight bytes" :3 }`,
		`{"sh\u0061pe a":1,"bb":2,"a name of more than eight bytes":3}`,
	} {
		if parse(t, same).Shape() != first {
			t.Errorf("%s has another shape", same)
		}
	}
	for _, other := range []string{
		`{"shape a":1,"bb":2,"a name of more than eight bytez":3}`,
		`{"shape a":1,"bb":2}`,
		`{"bb":2,"shape a":1,"a name of more than eight bytes":3}`,
		`{}`, `[]`, `{"shape a":1,"shape a":2}`, `{"":1}`, `{"shape a":1,"bb":2,"a name of more than eight bytes":3,"bb":4}`,
	} {
		if parse(t, other).Shape() == first {
			t.Errorf("%s has the same shape", other)
		}
	}
}

// A repetition is one whether its object began as one that was known or not.
func TestRepetitionInKnownShape(t *testing.T) {
	parse(t, `{"known a":1,"known b":2,"known c":3}`)
	for text, want := range map[string]string{
		`{"known a":1,"known b":2,"known a":3}`:                  `{"known a":3,"known b":2}`,
		`{"known a":1,"known b":2,"known b":3,"known c":4}`:      `{"known a":1,"known b":3,"known c":4}`,
		`{"known a":1,"known a":2,"known b":3,"\u006bnown a":4}`: `{"known a":4,"known b":3}`,
	} {
		n := parse(t, text)
		if got := string(n.AppendCompact(nil)); got != want || n.Shape() != nil {
			t.Errorf("%s reads as %s of shape %v, want %s", text, got, n.Shape(), want)
		}
	}
}

// TestShapesAgree reads objects of few names, so that most sequences come again,
// in several goroutines, and compares with the standard library.
func TestShapesAgree(t *testing.T) {
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(7, uint64(worker)))
			d := new(jsondoc.Doc)
			for range 20_000 {
				var names []string
				var b strings.Builder
				for range r.IntN(7) {
					name := strings.Repeat("n", r.IntN(11)) + fmt.Sprint(r.IntN(3))
					names = append(names, name)
					fmt.Fprintf(&b, `,%q:%d`, name, r.IntN(100))
				}
				text := "{" + strings.TrimPrefix(b.String(), ",") + "}"
				if err := d.Parse([]byte(text), jsondoc.DefaultDepth); err != nil {
					t.Errorf("%s: %v", text, err)
					return
				}
				var want map[string]int
				if err := json.Unmarshal([]byte(text), &want); err != nil {
					t.Errorf("%s: %v", text, err)
					return
				}
				root := d.Root()
				for name, v := range want {
					if got := root.Get(name).Number(); got != fmt.Sprint(v) {
						t.Errorf("%s: %s is %s", text, name, got)
					}
				}
				if s := root.Shape(); root.Len() != len(want) || s != nil && !slices.Equal(s.Names(), names) {
					t.Errorf("%s: %d members, shape %v", text, root.Len(), s)
				}
			}
		})
	}
	wg.Wait()
}

func TestNotes(t *testing.T) {
	s := parse(t, `{"noted":1}`).Shape()
	for i := range 20 {
		owner := new(int)
		for range 2 {
			made := false
			got, ok := jsondoc.Noted(s, owner, func(names []string) int {
				made = true
				return i + len(names)
			})
			if ok != (i < 8) || ok && got != i+1 {
				t.Errorf("note %d is %d, %t", i, got, ok)
			}
			if again := *owner == 1; made != (i < 8 && !again) {
				t.Errorf("note %d made: %t, again: %t", i, made, again)
			}
			*owner = 1
		}
	}
	if _, ok := jsondoc.Noted(nil, new(int), func([]string) int { return 1 }); ok {
		t.Error("a note of no shape")
	}
}

// maxNotes is how many notes a shape takes.
const maxNotes = 8

var owners [maxNotes]int

// TestShapesAreBounded goes last: it fills what can be learned.
func TestShapesAreBounded(t *testing.T) {
	known := parse(t, `{"first of all":1}`).Shape()
	learned := 0
	const all = 1 << 16
	for i := range all {
		// Sixteen names may follow each name.
		text := fmt.Sprintf(`{"a%x":1,"b%x":2,"c%x":3,"d%x":4}`, i&15, i>>4&15, i>>8&15, i>>12)
		n := parse(t, text)
		if n.Shape() != nil {
			learned++
		}
		if n.Len() != 4 {
			t.Fatalf("%s has %d members", text, n.Len())
		}
	}
	if learned == 0 || learned >= 32<<10 || known == nil || parse(t, `{"first of all":2}`).Shape() != known {
		t.Errorf("%d of %d objects have a shape", learned, all)
	}
	for i := range 100 {
		if n := parse(t, fmt.Sprintf(`{"%d":1,"%d":2}`, i, i)); n.Len() != 1 || n.Shape() != nil {
			t.Errorf("%d: %d members, shape %v", i, n.Len(), n.Shape())
		}
	}
	noted := 0
	for owner := range maxNotes {
		for i := range all {
			s := parse(t, fmt.Sprintf(`{"a%x":1,"b%x":2,"c%x":3,"d%x":4}`, i&15, i>>4&15, i>>8&15, i>>12)).Shape()
			if got, ok := jsondoc.Noted(s, &owners[owner], func([]string) int { return i }); ok {
				noted++
				if got != i {
					t.Fatalf("note of %d is %d", i, got)
				}
			}
		}
	}
	_, more := jsondoc.Noted(parse(t, `{"first of all":2}`).Shape(), new(int), func([]string) int { return 1 })
	if noted == 0 || noted > 512<<10/20 || more {
		t.Errorf("%d notes", noted)
	}
	if n := parse(t, `{"`+strings.Repeat("x", 65)+`":1}`); n.Shape() != nil || n.Len() != 1 {
		t.Error("a long name was learned")
	}
}
