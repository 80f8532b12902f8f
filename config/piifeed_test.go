package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/config"
)

// TestPIIFeedApart: the feed never lies where events lie, nor around them.
func TestPIIFeedApart(t *testing.T) {
	files, err := config.Workspace(t.TempDir(), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	plain := string(files["config.yml"])
	root := ""
	f := func(feed string, want bool) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "config.yml")
		text := strings.Replace(plain, "\nenrich:\n", "\nenrich:\n  pii_feed: file://"+root+feed+"\n", 1)
		if text == plain {
			t.Fatal("the configuration has no section enrich")
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(file, os.LookupEnv)
		if (err == nil) != want {
			t.Errorf("feed %s: %v, want it taken: %t", feed, err, want)
		}
		if err != nil && !strings.Contains(err.Error(), config.KeyPIIFeed) {
			t.Errorf("the problem is not about the feed: %v", err)
		}
		if root == "" && err == nil {
			root = strings.TrimSuffix(strings.TrimSuffix(c.AWS.S3.Buckets.Enriched.Good.Path(), "/"), "/enriched/good")
		}
	}
	f("/somewhere/people/", true)
	f("/people/", true)
	f("/enriched/good/people/", false)
	f("/enriched/archive/", false)
	f("/", false)
}
