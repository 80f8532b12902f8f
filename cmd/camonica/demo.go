package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/query"
	"github.com/camonica/camonica/run"
)

// demoFlags are the options of demo.
type demoFlags struct {
	dir    string
	events int
	seed   uint64
	plain  bool
}

func newDemo() *cobra.Command {
	var d demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "See it work: sample logs through the whole pipeline, and three questions asked",
		Long: `demo makes a workspace, fills it with the raw logs of an invented shop – page views, pings,
clicks, searches, orders, bots, broken lines –, runs the whole pipeline on them, encrypted,
into the embedded warehouse, and asks it three questions. Nothing calls out.`,
		Example: `  camonica demo
  camonica demo --dir shop --events 1000000 --seed 7`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.run(cmd) },
	}
	f := c.Flags()
	f.StringVar(&d.dir, "dir", "", "folder of the workspace, which must be new (default: a folder of the system for temporary files)")
	f.IntVar(&d.events, "events", 130_000, "number of events")
	f.Uint64Var(&d.seed, "seed", 1, "seed of everything that varies")
	f.BoolVar(&d.plain, "plain", false, "without encryption")
	folders(c, "dir")
	return c
}

func (d *demoFlags) run(cmd *cobra.Command) error {
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	if d.events < 1 {
		return usagef("--events must be at least 1")
	}
	if d.dir == "" {
		dir, err := os.MkdirTemp("", "camonica-demo-")
		if err != nil {
			return err
		}
		d.dir = filepath.Join(dir, "shop")
	}
	started := time.Now()
	if err := makeWorkspace(d.dir, d.plain); err != nil {
		return err
	}
	if err := d.stayOffline(); err != nil {
		return err
	}
	records, size, err := d.generate(filepath.Join(d.dir, "data", "raw", "in"))
	if err != nil {
		return err
	}
	writeLine(out, "made %s raw records, %s MB compressed, in %s", thousands(records), thousands(size>>20), time.Since(started).Round(time.Millisecond))

	p := pipelineFlags{config: filepath.Join(d.dir, "config.yml")}
	for _, part := range []struct{ format, in string }{{"clj-tomcat", "in"}, {"cloudfront", "in-cloudfront"}} {
		if err := d.runPart(ctx, cmd, p, part.format, part.in); err != nil {
			return err
		}
	}
	if err := d.ask(ctx, out, p); err != nil {
		return err
	}
	d.farewell(out)
	return nil
}

// stayOffline makes the workspace answer for Iglu Central from the schemas that
// come with the program: the demonstration calls nobody.
func (d *demoFlags) stayOffline() error {
	f, err := os.OpenFile(filepath.Join(d.dir, "config.yml"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("# camonica: schemas come with the program; nothing is asked of Iglu Central.\niglu:\n  central: embedded\n")
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// demoObjects is how many raw objects the sample logs are cut into.
const demoObjects = 12

// generate writes the sample logs: three quarters as a Clojure collector writes
// them, one as CloudFront does.
func (d *demoFlags) generate(in string) (records, size int64, err error) {
	if err := os.MkdirAll(in, 0o700); err != nil {
		return 0, 0, err
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				n, bytes, werr := d.object(in, i)
				mu.Lock()
				records, size = records+n, size+bytes
				if err == nil {
					err = werr
				}
				mu.Unlock()
			}
		})
	}
	for i := range demoObjects {
		work <- i
	}
	close(work)
	wg.Wait()
	return records, size, err
}

func (d *demoFlags) object(in string, i int) (records, size int64, err error) {
	o := demo.Options{Events: max(1, d.events/demoObjects), Seed: d.seed, Part: i, Format: "clj-tomcat"}
	name := fmt.Sprintf("localhost_access_log.%02d.txt.gz", i)
	if i%4 == 3 {
		o.Format, name = "cloudfront", fmt.Sprintf("E2X8.2026-06-%02d.gz", i)
		in += "-cloudfront"
	}
	if err := os.MkdirAll(in, 0o700); err != nil {
		return 0, 0, err
	}
	file := filepath.Join(in, name)
	var n int
	if err := toFile(file, nil, func(w io.Writer) error {
		var err error
		n, err = demo.Generate(w, o)
		return err
	}); err != nil {
		return 0, 0, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return 0, 0, err
	}
	return int64(n), info.Size(), nil
}

// runPart runs the pipeline for the logs of one format.
func (d *demoFlags) runPart(ctx context.Context, cmd *cobra.Command, p pipelineFlags, format, in string) error {
	if format != "clj-tomcat" {
		other, err := d.otherConfig(p.config, format, in)
		if err != nil {
			return err
		}
		p.config = other
	}
	x, closeAll, err := p.open(ctx, &run.Options{})
	if err != nil {
		return err
	}
	defer closeAll()
	writeLine(cmd.OutOrStdout(), "\ncamonica run -c %s   (%s)", p.config, format)
	view := newRunView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false, false)
	x.Watch = view.see
	m, err := x.Run(ctx)
	view.end(m, err)
	return outcome(err)
}

// otherConfig is the workspace's configuration for logs of another collector.
func (d *demoFlags) otherConfig(file, format, in string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	s := strings.Replace(string(text), "format: clj-tomcat", "format: "+format, 1)
	s = strings.Replace(s, "/raw/in/", "/raw/"+in+"/", 1)
	other := filepath.Join(d.dir, format+".yml")
	return other, writeNew(other, []byte(s))
}

// demoQuestions are the three questions.
var demoQuestions = []struct{ title, sql string }{
	{"top pages", `SELECT page_urlpath AS page, count(*) AS views, count(DISTINCT domain_userid) AS visitors
FROM atomic.events WHERE event_name = 'page_view' GROUP BY 1 ORDER BY views DESC, page LIMIT 8`},
	{"visits per day and channel", `SELECT strftime(day, '%Y-%m-%d') AS day,
  count(*) FILTER (WHERE channel = 'paid') AS paid, count(*) FILTER (WHERE channel = 'email') AS email,
  count(*) FILTER (WHERE channel = 'search') AS search, count(*) FILTER (WHERE channel = 'social') AS social,
  count(*) FILTER (WHERE channel = 'referred') AS referred, count(*) FILTER (WHERE channel = 'direct') AS direct
FROM (SELECT domain_sessionid, min(collector_tstamp) AS day,
  CASE WHEN bool_or(mkt_medium = 'cpc') THEN 'paid' WHEN bool_or(mkt_medium = 'email') THEN 'email'
    WHEN bool_or(refr_medium = 'search') THEN 'search' WHEN bool_or(refr_medium = 'social') THEN 'social'
    WHEN bool_or(refr_medium = 'unknown') THEN 'referred' ELSE 'direct' END AS channel
  FROM atomic.events GROUP BY 1) GROUP BY 1 ORDER BY 1`},
	{"failed events by reason", `SELECT family, coalesce(schema, '') AS schema, reason, count(*) AS events
FROM atomic.failed_events GROUP BY ALL ORDER BY events DESC, family, schema, reason LIMIT 10`},
}

// ask prints the three questions and their answers.
func (d *demoFlags) ask(ctx context.Context, out io.Writer, p pipelineFlags) error {
	w := warehouseFlags{config: p.config}
	o, err := w.open(ctx)
	if err != nil {
		return err
	}
	for _, q := range demoQuestions {
		writeLine(out, "\n%s:", q.title)
		o.SQL = q.sql
		if err := query.Run(ctx, o, out); err != nil {
			return err
		}
	}
	return nil
}

// farewell says how to look further.
func (d *demoFlags) farewell(out io.Writer) {
	c := filepath.Join(d.dir, "config.yml")
	writeLine(out, "\nLook further:")
	for _, line := range []string{
		"camonica status -c " + c,
		"camonica query -c " + c + " --tables",
		"camonica query -c " + c + " --schema events",
		"camonica query -c " + c + "                       (a prompt)",
		"less " + filepath.Join(d.dir, "README.md"),
	} {
		writeLine(out, "  %s", line)
	}
}
