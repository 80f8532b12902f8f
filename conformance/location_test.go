package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine/emr"
	"github.com/camonica/camonica/run"
)

func runID(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Op       string   `json:"op"`
		EpochMS  int64    `json:"epoch_ms"`
		Zone     string   `json:"zone"`
		Key      string   `json:"key"`
		Location string   `json:"location"`
		Keys     []string `json:"keys"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	got := map[string]any{}
	switch in.Op {
	case "format":
		zone, err := time.LoadLocation(in.Zone)
		if err != nil {
			return err
		}
		at := time.UnixMilli(in.EpochMS).In(zone)
		id := run.NewID(at)
		got = map[string]any{"run_id": string(id), "folder": id.Folder(), "etl_timestamp": fmt.Sprint(at.UnixMilli())}
	case "extract":
		got["run_id"] = nil
		if id, ok := run.IDInKey(in.Key); ok {
			got["run_id"] = string(id)
		}
	case "latest":
		l, err := config.ParseLocation(in.Location)
		if err != nil {
			return err
		}
		id, err := run.LatestRun(context.Background(), inBucket(l, in.Keys), l)
		if err != nil {
			got["error"] = refusalKind(err)
			break
		}
		got["run_id"] = string(id)
	default:
		return fmt.Errorf("unknown op %s", in.Op)
	}
	return locationAnswer(c, got)
}

// inBucket is the listing of a location's bucket, from its keys.
func inBucket(l config.Location, keys []string) keyList {
	var all keyList
	for _, k := range keys {
		all = append(all, config.Location{Scheme: l.Scheme, Bucket: l.Bucket, Prefix: k}.String())
	}
	return all
}

func locationAnswer(c *testCase, got any) error {
	var want struct {
		Value any `json:"value"`
	}
	if err := decode(c.Expect, &want); err != nil {
		return err
	}
	b, err := json.Marshal(got)
	if err != nil {
		return err
	}
	var plain any
	if err := decode(b, &plain); err != nil {
		return err
	}
	if !reflect.DeepEqual(plain, want.Value) {
		return fmt.Errorf("got %v, want %v", plain, want.Value)
	}
	return nil
}

type locationInput struct {
	Op                  string          `json:"op"`
	Location            string          `json:"location"`
	Value               json.RawMessage `json:"value"`
	Keys                []string        `json:"keys"`
	Filter              string          `json:"filter"`
	Folder              *string         `json:"folder"`
	RunID               string          `json:"run_id"`
	Retain              *bool           `json:"retain"`
	Path                string          `json:"path"`
	Standard            string          `json:"standard"`
	Bucket              string          `json:"bucket"`
	Region              string          `json:"region"`
	SparkEnrich         string          `json:"spark_enrich"`
	RDBShredder         string          `json:"rdb_shredder"`
	HadoopElasticsearch string          `json:"hadoop_elasticsearch"`
	RDBLoader           string          `json:"rdb_loader"`
	Compression         string          `json:"compression"`
	EnrichVersion       string          `json:"enrich_version"`
	Format              string          `json:"format"`
}

func s3Location(_ *testing.T, _ *topicFile, c *testCase) error {
	var in locationInput
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	got, err := in.answer()
	switch {
	case errors.Is(err, config.ErrLocation):
		got = map[string]any{"error": "invalid-location"}
	case errors.Is(err, emr.ErrVersion):
		got = map[string]any{"error": "invalid-version"}
	case err != nil:
		return err
	}
	return locationAnswer(c, got)
}

func (in *locationInput) answer() (any, error) {
	switch in.Op {
	case "parse":
		l, err := config.ParseLocation(in.Location)
		return map[string]any{"scheme": l.Scheme, "bucket": l.Bucket, "prefix": l.Prefix}, err
	case "add-trailing-slash":
		var v any
		if err := decode(in.Value, &v); err != nil {
			return nil, err
		}
		return slashed(v)
	case "empty":
		l, err := config.ParseLocation(in.Location)
		if err != nil {
			return nil, err
		}
		filter := map[string]run.Filter{"clj-tomcat": run.RawFilter(config.CljTomcat), "stream": run.StreamFilter}[in.Filter]
		if filter == nil {
			filter = run.AnyData
		}
		return run.IsEmpty(context.Background(), inBucket(l, in.Keys), l, filter)
	case "run-folder":
		return in.runFolder()
	case "glob":
		return emr.Glob(in.Path), nil
	case "assets-bucket":
		return emr.AssetsBucket(in.Standard, in.Bucket, in.Region), nil
	case "s3-endpoint":
		return emr.Endpoint(in.Region), nil
	case "assets":
		j, err := emr.Assets(in.Bucket, config.Enrich{SparkEnrich: in.SparkEnrich},
			config.Storage{RDBShredder: in.RDBShredder, HadoopElasticsearch: in.HadoopElasticsearch, RDBLoader: in.RDBLoader})
		if err != nil {
			return nil, err
		}
		return map[string]any{"enrich": j.Enrich, "shred": j.Shred, "loader": j.Loader, "elasticsearch": j.Elasticsearch}, nil
	case "output-codec":
		return append([]string{}, emr.OutputCodec(in.Compression)...), nil
	case "commons-codec":
		return emr.CommonsCodec(in.EnrichVersion)
	case "is-cloudfront":
		return config.Format(in.Format).IsCloudFront(), nil
	case "is-urbanairship":
		return config.Format(in.Format).IsUrbanAirship(), nil
	}
	return nil, fmt.Errorf("unknown op %s", in.Op)
}

// slashed adds slashes to the texts in a value, as reading a configuration does.
func slashed(v any) (any, error) {
	var err error
	switch x := v.(type) {
	case string:
		return config.AddSlash(x)
	case map[string]any:
		for k := range x {
			if x[k], err = slashed(x[k]); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range x {
			if x[i], err = slashed(x[i]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// runFolder: a folder that is not retained has no run folder, as one that is not
// configured.
func (in *locationInput) runFolder() (any, error) {
	if in.Folder == nil || (in.Retain != nil && !*in.Retain) {
		return nil, nil
	}
	l, err := config.ParseLocation(*in.Folder)
	if err != nil {
		return nil, err
	}
	return l.Sub("run=" + in.RunID).String(), nil
}
