package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
)

// ManifestVersion is the version of manifests that this build writes and the
// only one it reads.
const ManifestVersion = 1

// ErrManifest reports a manifest that this build cannot go on with.
var ErrManifest = errors.New("run: manifest does not fit")

// A Manifest is everything that is known of a run: what it read, wrote, counted
// and loaded. It holds no event data and no secret. Objects are never replaced,
// so each change makes a new version; see Journal.
type Manifest struct {
	Version   int         `json:"version"`
	Number    int         `json:"number"` // of this state of the run, from 1 on
	Run       ID          `json:"run"`
	ETLTstamp int64       `json:"etl_tstamp"` // milliseconds since 1970
	Mode      config.Mode `json:"mode"`
	Engine    string      `json:"engine"`
	// Builds are the programs that worked on the run, in order.
	Builds  []string  `json:"builds"`
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended,omitzero"`
	// Config is config.yml as YAML with secrets emptied, ConfigSHA256 its digest.
	// A configuration that changed before a resume is told by it.
	Config       string `json:"config"`
	ConfigSHA256 string `json:"config_sha256"`
	KeyID        string `json:"key_id,omitempty"` // of the run key; "" = not sealed
	// Locations are where the run's objects lie, by option of config.yml.
	Locations map[string]Place `json:"locations,omitempty"`
	// Inputs are listed before the first of them is moved.
	Inputs    []Input               `json:"inputs"`
	Files     []DataFile            `json:"files,omitempty"` // what enrichments were given
	Steps     []StepState           `json:"steps"`
	Counts    map[string]StageCount `json:"counts,omitempty"` // by stage
	Targets   []TargetState         `json:"targets,omitempty"`
	Abandoned bool                  `json:"abandoned,omitempty"`
}

// StageCount holds the counts of a stage, summed over its done records.
type StageCount map[string]int64

// An Input is one raw object, or one that a streaming enricher wrote.
type Input struct {
	In      int        `json:"in"`  // index in raw.in; 0 for enriched.stream
	Key     string     `json:"key"` // below that location
	Size    int64      `json:"size"`
	ModTime time.Time  `json:"mod_time"`
	Staged  string     `json:"staged"`           // key in raw.processing
	Digest  string     `json:"digest,omitempty"` // SHA-256 of the content, once it is staged
	State   InputState `json:"state"`
}

// An InputState says how far an input came.
type InputState string

// States of inputs.
const (
	InputListed InputState = "listed"
	InputStaged InputState = "staged" // copied, verified, source deleted
	InputLeft   InputState = "left"   // copied; the source changed since, and stays for the next run
)

// A DataFile is a database or list that an enrichment uses, as it was fetched
// for this run.
type DataFile struct {
	Enrichment string `json:"enrichment"`
	URI        string `json:"uri"`
	Size       int64  `json:"size"`
	SHA256     string `json:"sha256"`
	ETag       string `json:"etag,omitempty"`
}

// A StepState says how far a step came. Step and Target are those of the plan.
type StepState struct {
	Step    string          `json:"step"`
	Target  string          `json:"target,omitempty"`
	State   State           `json:"state"`
	Folder  ID              `json:"folder,omitempty"` // run whose folder it works on, if another
	Started time.Time       `json:"started,omitzero"`
	Ended   time.Time       `json:"ended,omitzero"`
	Outputs []engine.Object `json:"outputs,omitempty"`
	Error   string          `json:"error,omitempty"` // of the last attempt, without event data
}

// A State is that of a step or a load.
type State string

// States.
const (
	Pending State = "pending"
	Running State = "running" // begun, and not known to have ended
	Done    State = "done"
	Skipped State = "skipped" // left out on purpose
	Broken  State = "failed"  // ended with an error; a resume tries it again
)

// A TargetState is what a load of this run into one target left there.
type TargetState struct {
	Name  string           `json:"name"`
	ID    string           `json:"id,omitempty"`
	State State            `json:"state"`
	Ended time.Time        `json:"ended,omitzero"`
	Rows  map[string]int64 `json:"rows,omitempty"` // by table
}

// Step returns the state of a step, adding it as pending if it is not there.
func (m *Manifest) Step(name, target string) *StepState {
	i := slices.IndexFunc(m.Steps, func(s StepState) bool { return s.Step == name && s.Target == target })
	if i < 0 {
		m.Steps = append(m.Steps, StepState{Step: name, Target: target, State: Pending})
		i = len(m.Steps) - 1
	}
	return &m.Steps[i]
}

// Target returns the state of a target, adding it as pending if it is not there.
func (m *Manifest) Target(name, id string) *TargetState {
	i := slices.IndexFunc(m.Targets, func(t TargetState) bool { return t.Name == name && t.ID == id })
	if i < 0 {
		m.Targets = append(m.Targets, TargetState{Name: name, ID: id, State: Pending})
		i = len(m.Targets) - 1
	}
	return &m.Targets[i]
}

// again takes over what a new start of the same run, which had ended, is to do.
func (m *Manifest) again(start *Manifest) {
	m.Config, m.ConfigSHA256, m.Locations = start.Config, start.ConfigSHA256, start.Locations
	for _, b := range start.Builds {
		m.addBuild(b)
	}
	for _, s := range start.Steps {
		if st := m.Step(s.Step, s.Target); s.State != Skipped || st.State != Done {
			st.State, st.Folder = s.State, s.Folder
		}
	}
}

// done says whether a step is known to be done.
func (m *Manifest) done(name, target string) (time.Time, bool) {
	for _, s := range m.Steps {
		if s.Step == name && s.Target == target && s.State == Done {
			return s.Ended, true
		}
	}
	return time.Time{}, false
}

// Begin makes the manifest of a run that starts now, by plan p.
func Begin(p *Plan, c *config.Config, build string) (*Manifest, error) {
	m := &Manifest{
		Version: ManifestVersion, Run: p.Run, ETLTstamp: p.ETLTstamp, Mode: p.Mode, Engine: p.Engine,
		Started: p.Start, Inputs: []Input{},
	}
	for _, s := range p.Steps {
		state := m.Step(s.Name, s.Target)
		state.Folder = s.Folder
		if s.Action == ActionSkip {
			state.State = Skipped
		}
	}
	m.Locations = locationsOf(c)
	_, err := m.Continue(c, build)
	return m, err
}

// Continue notes the build and the configuration that the run goes on with.
// changed says that the configuration is another than before.
func (m *Manifest) Continue(c *config.Config, build string) (changed bool, err error) {
	text, err := c.Redacted()
	if err != nil {
		return false, fmt.Errorf("encode configuration: %w", err)
	}
	sum := engine.Sum(text)
	changed = m.ConfigSHA256 != "" && m.ConfigSHA256 != sum
	m.Config, m.ConfigSHA256 = string(text), sum
	m.addBuild(build)
	return changed, nil
}

func (m *Manifest) addBuild(build string) {
	if n := len(m.Builds); n == 0 || m.Builds[n-1] != build {
		m.Builds = append(m.Builds, build)
	}
}

// decodeManifest reads a manifest; ErrManifest if it is none of this version.
func decodeManifest(b []byte) (*Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	if m.Version != ManifestVersion {
		return nil, fmt.Errorf("%w: version %d, this build knows %d; finish the run with the build that began it, or abandon it",
			ErrManifest, m.Version, ManifestVersion)
	}
	if !m.Run.Valid() {
		return nil, fmt.Errorf("%w: no run id", ErrManifest)
	}
	return &m, nil
}
