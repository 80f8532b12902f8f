package config

import "path/filepath"

// Encryption is the section encryption: camonica's addition. Modes are worded as
// EMR words them.
type Encryption struct {
	Given      bool   // the section is there
	FailClosed string // true, strict, false; "" = by default, see Config.FailClosed
	KeyStore   Location
	S3         S3Encryption
	Local      LocalEncryption
	Transit    TransitEncryption
}

// S3Encryption is the section encryption.s3.
type S3Encryption struct {
	Mode      string
	KMSKey    string
	BucketKey bool
	S3Object  string
	Class     string
	Overrides []BucketEncryption
}

// BucketEncryption is the mode of one bucket.
type BucketEncryption struct {
	Bucket, Mode, KMSKey, S3Object, Class string
	BucketKey                             bool
}

// LocalEncryption is the section encryption.local: the wrapping key of what we
// seal ourselves.
type LocalEncryption struct {
	Enabled      bool
	Provider     string
	KMSKey       string
	Key          string
	KeyFile      string // absolute
	Recipients   []string
	IdentityFile string // absolute
	EBS          bool
	S3Object     string
	Class        string
}

// TransitEncryption is the section encryption.transit.
type TransitEncryption struct {
	Enabled  bool
	MinTLS   string
	Provider string
	S3Object string
	Class    string
}

// KEKVariable names the environment variable with the key file that counts where
// encryption.local names no key.
const KEKVariable = "CAMONICA_KEK_FILE"

// Modes of encryption.s3.mode.
const (
	SSES3     = "SSE-S3"
	SSEKMS    = "SSE-KMS"
	DSSEKMS   = "DSSE-KMS"
	SSEC      = "SSE-C"
	Client    = "CLIENT" // the sealed format
	CSEKMS    = "CSE-KMS"
	CSECustom = "CSE-Custom"
)

// FailClosed says whether plaintext is refused: true, strict or false. Without
// word of the user it is true as soon as encryption is asked for in any way.
func (c *Config) FailClosed() string {
	switch {
	case c.Encryption.FailClosed != "":
		return c.Encryption.FailClosed
	case c.AWS.S3.Buckets.Encrypted || c.Encryption.Given:
		return "true"
	}
	return "false"
}

// Seals says whether what we write below l is in the sealed format: on file://
// when buckets are encrypted, on S3 when the bucket's mode is CLIENT.
func (c *Config) Seals(l Location) bool {
	if l.IsFile() {
		return c.AWS.S3.Buckets.Encrypted
	}
	return c.S3Mode(l.Bucket).Mode == Client
}

// S3Mode is how objects of a bucket are encrypted; Mode is "" when nothing is
// asked for and the bucket's default decides.
func (c *Config) S3Mode(bucket string) BucketEncryption {
	s := &c.Encryption.S3
	for _, o := range s.Overrides {
		if o.Bucket == bucket {
			return o
		}
	}
	m := BucketEncryption{Bucket: bucket, Mode: s.Mode, KMSKey: s.KMSKey, S3Object: s.S3Object, Class: s.Class, BucketKey: s.BucketKey}
	if m.Mode == "" && c.AWS.S3.Buckets.Encrypted {
		m.Mode = SSES3
	}
	return m
}

// notEncrypted warns of a configuration that asks for no encryption.
func (c *Config) notEncrypted() Problems {
	if c.AWS.S3.Buckets.Encrypted || c.Encryption.S3.Mode != "" {
		return nil
	}
	return Problems{c.problem(NotEncrypted, "aws.s3.buckets.encrypted", "false", "true, or bucket defaults that encrypt")}
}

// seals says whether anything that a run writes is sealed.
func (c *Config) seals() bool {
	for _, l := range c.dataLocations() {
		if c.Seals(l.Location) {
			return true
		}
	}
	return false
}

// KeyStore is the folder of key records: encryption.key_store, else keys/ in the
// state folder.
func (c *Config) KeyStore() Location {
	if !c.Encryption.KeyStore.IsZero() {
		return c.Encryption.KeyStore
	}
	return c.State().Sub("keys")
}

// State is the folder of locks, manifests and keys: camonica/ below the log
// location.
func (c *Config) State() Location { return c.AWS.S3.Buckets.Log.Sub("camonica") }

// checkEncryption reports what does not fit in the section.
func (c *Config) checkEncryption(env func(string) (string, bool)) Problems {
	var ps Problems
	ps = append(ps, c.checkS3Encryption()...)
	ps = append(ps, c.checkLocalEncryption(env)...)
	t := &c.Encryption.Transit
	if t.Enabled && t.S3Object == "" && t.Provider != "generated" {
		ps = append(ps, c.problem(MissingField, "encryption.transit.s3_object", "", "where the "+t.Provider+" certificates are"))
	}
	if t.Enabled && t.Provider == "custom" && t.Class == "" {
		ps = append(ps, c.problem(MissingField, "encryption.transit.class", "", "the provider's class"))
	}
	return ps
}

func (c *Config) checkS3Encryption() Problems {
	var ps Problems
	check := func(key string, m BucketEncryption) {
		need := func(name, value string) {
			if value == "" {
				ps = append(ps, c.problem(MissingField, key+"."+name, "", "a value with mode "+m.Mode))
			}
		}
		switch m.Mode {
		case SSEKMS, DSSEKMS, CSEKMS:
			need("kms_key", m.KMSKey)
		case CSECustom:
			need("s3_object", m.S3Object)
			need("class", m.Class)
		}
		if m.BucketKey && m.Mode != SSEKMS {
			ps = append(ps, c.problem(InvalidCombination, key+".bucket_key", "true", "mode SSE-KMS, the only one with bucket keys"))
		}
		if why := c.unsupportedMode(m.Mode); why != "" {
			ps = append(ps, c.problem(InvalidCombination, key+".mode", m.Mode, why))
		}
	}
	s := &c.Encryption.S3
	check("encryption.s3", BucketEncryption{Mode: s.Mode, KMSKey: s.KMSKey, S3Object: s.S3Object, Class: s.Class, BucketKey: s.BucketKey})
	for i, o := range s.Overrides {
		check(index("encryption.s3.overrides", i), o)
	}
	return ps
}

// unsupportedMode says what an engine would need for a mode that it does not
// know, "" if it does.
func (c *Config) unsupportedMode(mode string) string {
	engine := c.EngineName()
	jvm := c.Engine.Jobs == "jvm"
	switch mode {
	case CSEKMS, CSECustom:
		if engine != EngineEMR || !jvm {
			return "engine emr with jobs jvm: only EMRFS reads and writes this mode"
		}
	case SSEC:
		if engine == EngineEMR || jvm {
			return "engine local or spark with our own workers: EMR has no place for customer keys"
		}
	case DSSEKMS, Client:
		if jvm {
			return "jobs camonica: JVM jobs do not know this mode"
		}
	}
	return ""
}

func (c *Config) checkLocalEncryption(env func(string) (string, bool)) Problems {
	var ps Problems
	l := &c.Encryption.Local
	need := func(name, value, want string) {
		if value == "" {
			ps = append(ps, c.problem(MissingField, "encryption.local."+name, "", want))
		}
	}
	if !l.Enabled && !c.seals() {
		return nil
	}
	switch l.Provider {
	case "aws-kms":
		need("kms_key", l.KMSKey, "the key's ARN")
	case "gcp-kms", "vault":
		need("key", l.Key, "the key's name")
	case "recipient":
		if len(l.Recipients) == 0 && l.IdentityFile == "" {
			need("recipients", "", "public keys, or identity_file")
		}
	case "custom":
		need("s3_object", l.S3Object, "where the provider's jar is")
		need("class", l.Class, "the provider's class")
		if c.seals() {
			ps = append(ps, c.problem(InvalidCombination, "encryption.local.provider", l.Provider, "a provider that we can use ourselves, as objects are sealed"))
		}
	case "file":
		if file, _ := env(KEKVariable); l.KeyFile == "" && file == "" {
			ps = append(ps, c.problem(MissingField, "encryption.local.key_file", "",
				"a key file, or one in the environment as "+KEKVariable+": aws.s3.buckets.encrypted asks for sealed objects"))
		}
	}
	return ps
}

// absolute makes the paths of the section absolute, counting from the folder of
// the file.
func (c *Config) absolute() {
	for _, p := range []*string{&c.Encryption.Local.KeyFile, &c.Encryption.Local.IdentityFile} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(c.Dir, *p)
		}
	}
}
