package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// vectorsDir and dataDir are where the cases and their fixtures lie.
func vectorsDir() string { return folder("CAMONICA_VECTORS", "vectors") }
func dataDir() string    { return folder("CAMONICA_DATA", "data") }

func folder(env, name string) string {
	if d := os.Getenv(env); d != "" {
		return d
	}
	return filepath.Join("..", "..", "shared", name)
}

// A topicFile is one file of cases, as its README describes.
type topicFile struct {
	Topic   string          `json:"topic"`
	Notes   json.RawMessage `json:"notes"`
	Cases   []testCase      `json:"cases"`
	Configs json.RawMessage `json:"configs"`
	Bases   json.RawMessage `json:"bases"`
	Targets json.RawMessage `json:"targets"`
	Raw     json.RawMessage `json:"-"` // the whole file, for members of one topic
}

type testCase struct {
	Name      string          `json:"name"`
	Input     json.RawMessage `json:"input"`
	Config    json.RawMessage `json:"config"`
	Expect    json.RawMessage `json:"expect"`
	R108      json.RawMessage `json:"r108"`
	Camonica  json.RawMessage `json:"camonica"`
	Origin    string          `json:"origin"`
	Note      string          `json:"note"`
	DependsOn json.RawMessage `json:"depends_on"`
	Raw       json.RawMessage `json:"-"` // the whole case
}

func (c *testCase) UnmarshalJSON(b []byte) error {
	type plain testCase
	if err := json.Unmarshal(b, (*plain)(c)); err != nil {
		return err
	}
	c.Raw = append(json.RawMessage(nil), b...)
	return nil
}

// want returns what camonica must give: the member camonica if there is one,
// nothing for a case that only records an original's answer, else expect.
func (c *testCase) want() (json.RawMessage, bool) {
	if len(c.Camonica) > 0 && string(c.Camonica) != "null" {
		return c.Camonica, true
	}
	if string(c.R108) == "true" {
		return nil, false
	}
	return c.Expect, true
}

// errDeviation marks a case that only records an original's answer, or one that
// a rule of deviations.json takes out.
var errDeviation = errors.New("deviation")

// A runner runs one case of its topic: nil if our answer is the wanted one,
// errDeviation, or an error that shows the difference.
type runner func(t *testing.T, f *topicFile, c *testCase) error

// runners holds the runner of every topic that is built, by name of its file.
// Files of this package add theirs in init.
var runners = map[string]runner{}

func register(topic string, r runner) {
	if _, dup := runners[topic]; dup {
		panic("conformance: two runners for topic " + topic)
	}
	runners[topic] = r
}

func TestTopics(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(vectorsDir(), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no vectors in %s; set CAMONICA_VECTORS", vectorsDir())
	}
	sort.Strings(files)
	for _, file := range files {
		topic := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(topic, func(t *testing.T) {
			run, ok := runners[topic]
			if !ok {
				if pending[topic] {
					t.Skipf("topic %s: not built yet", topic)
				}
				t.Fatalf("topic %s has no runner and is not on the list of pending_test.go", topic)
			}
			if pending[topic] {
				t.Errorf("topic %s has a runner and is still on the list of pending_test.go", topic)
			}
			f, err := readTopic(file)
			if err != nil {
				t.Fatal(err)
			}
			runTopic(t, f, topic, run)
		})
	}
}

func readTopic(file string) (*topicFile, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	f := &topicFile{Raw: b}
	if err := json.Unmarshal(b, f); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return f, nil
}

func runTopic(t *testing.T, f *topicFile, topic string, run runner) {
	var passed, deviations, failed int
	for i := range f.Cases {
		c := &f.Cases[i]
		err := runCase(t, f, c, run)
		switch {
		case err == nil:
			passed++
		case errors.Is(err, errDeviation):
			deviations++
		default:
			failed++
			t.Errorf("%s: %v", c.Name, err)
		}
	}
	fmt.Printf("topic %s: %d cases, %d passed, %d deviations, %d failed\n", topic, len(f.Cases), passed, deviations, failed)
}

// runCase turns a panic of the code under test into a failure of its case.
func runCase(t *testing.T, f *topicFile, c *testCase, run runner) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return run(t, f, c)
}

// decode reads JSON into v and names the part on error. Numbers stay text.
func decode(b json.RawMessage, v any) error {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("case does not decode: %w", err)
	}
	return nil
}
