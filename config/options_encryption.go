package config

var s3Modes = []string{SSES3, SSEKMS, DSSEKMS, SSEC, Client, CSEKMS, CSECustom}

func encryptionOptions(e *Encryption) []Option {
	e.Given = true
	s, l, t := &e.S3, &e.Local, &e.Transit
	return []Option{
		{Key: "encryption", Type: Section, unset: func() { e.Given = false }, Help: "Encryption beyond what aws.s3.buckets.encrypted says."},
		{Key: "encryption.fail_closed", Type: BoolOrWord, Values: []string{"true", "strict", "false"}, into: &e.FailClosed,
			Help: "Refuse plaintext peers and objects; by default true as soon as encryption is asked for."},
		{Key: "encryption.key_store", Type: Folder, into: &e.KeyStore, Help: "Folder of the key records; by default <log>camonica/keys/."},
		{Key: "encryption.s3", Type: Section, Help: "Objects on s3://."},
		{Key: "encryption.s3.mode", Type: Text, Values: s3Modes, into: &s.Mode, Help: "Who encrypts; by default SSE-S3 when buckets are encrypted."},
		{Key: "encryption.s3.kms_key", Type: Text, into: &s.KMSKey, Help: "Key of the KMS modes."},
		{Key: "encryption.s3.bucket_key", Type: Bool, into: &s.BucketKey, Help: "One data key for many objects, with SSE-KMS."},
		{Key: "encryption.s3.s3_object", Type: Text, into: &s.S3Object, Help: "Jar of the provider of CSE-Custom."},
		{Key: "encryption.s3.class", Type: Text, into: &s.Class, Help: "Class of the provider of CSE-Custom."},
		{Key: "encryption.s3.overrides", Type: SectionList, Help: "Other modes for single buckets.",
			grow: func(n int) { s.Overrides = make([]BucketEncryption, n) },
			item: func(i int) []Option { return overrideOptions(&s.Overrides[i]) }},
		{Key: "encryption.local", Type: Section, Help: "The key that wraps the keys of what we seal, and disks of EMR nodes."},
		{Key: "encryption.local.enabled", Type: Bool, Default: "false", into: &l.Enabled, Help: "Encrypt disks of nodes."},
		{Key: "encryption.local.provider", Type: Text, Default: "file", Values: []string{"aws-kms", "gcp-kms", "vault", "file", "recipient", "custom"}, into: &l.Provider, Help: "Who holds the key."},
		{Key: "encryption.local.kms_key", Type: Text, into: &l.KMSKey, Help: "Key of aws-kms."},
		{Key: "encryption.local.key", Type: Text, into: &l.Key, Help: "Key of gcp-kms (projects/…/cryptoKeys/…) or vault (transit/keys/…)."},
		{Key: "encryption.local.key_file", Type: Text, into: &l.KeyFile, Help: "Key file of provider file; relative paths count from this file's folder. By default the one named by " + KEKVariable + ".", Example: "keys/kek"},
		{Key: "encryption.local.recipients", Type: Texts, into: &l.Recipients, Help: "Public keys of provider recipient, or files with one a line."},
		{Key: "encryption.local.identity_file", Type: Text, into: &l.IdentityFile, Help: "Private key of provider recipient; a process that only writes needs none."},
		{Key: "encryption.local.ebs", Type: Bool, Default: "false", into: &l.EBS, Help: "Encrypt EBS disks of EMR nodes too."},
		{Key: "encryption.local.s3_object", Type: Text, into: &l.S3Object, Help: "Jar of provider custom."},
		{Key: "encryption.local.class", Type: Text, into: &l.Class, Help: "Class of provider custom."},
		{Key: "encryption.transit", Type: Section, Help: "Encryption between the nodes of a cluster."},
		{Key: "encryption.transit.enabled", Type: Bool, Default: "false", into: &t.Enabled, Help: "Switch it on."},
		{Key: "encryption.transit.min_tls", Type: Text, Default: "1.3", Values: []string{"1.2", "1.3"}, into: &t.MinTLS, Help: "Least version of TLS on connections that we open."},
		{Key: "encryption.transit.provider", Type: Text, Default: "generated", Values: []string{"generated", "pem", "custom"}, into: &t.Provider, Help: "Where certificates come from."},
		{Key: "encryption.transit.s3_object", Type: Text, into: &t.S3Object, Help: "Where the certificates or the provider's jar are, or go."},
		{Key: "encryption.transit.class", Type: Text, into: &t.Class, Help: "Class of provider custom."},
	}
}

func overrideOptions(b *BucketEncryption) []Option {
	const at = "encryption.s3.overrides[]."
	return []Option{
		{Key: at + "bucket", Type: Text, Need: Required, into: &b.Bucket, Help: "Name of the bucket."},
		{Key: at + "mode", Type: Text, Need: Required, Values: s3Modes, into: &b.Mode, Help: "As encryption.s3.mode."},
		{Key: at + "kms_key", Type: Text, into: &b.KMSKey, Help: "As encryption.s3.kms_key."},
		{Key: at + "bucket_key", Type: Bool, into: &b.BucketKey, Help: "As encryption.s3.bucket_key."},
		{Key: at + "s3_object", Type: Text, into: &b.S3Object, Help: "As encryption.s3.s3_object."},
		{Key: at + "class", Type: Text, into: &b.Class, Help: "As encryption.s3.class."},
	}
}
