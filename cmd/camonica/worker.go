package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/seal/spill"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// Exit codes of workers (docs/architecture.md). They tell the cluster whether
// another attempt is worth it.
const (
	exitCall      = 64 // wrong call
	exitIntegrity = 65 // tampered, truncated, wrong key, not deterministic
	exitOutage    = 69 // a dependency does not answer
	exitBug       = 70 // internal error, or nothing moves any more
	exitGone      = 75 // whoever started us is gone, or nobody reads the output
	exitRefused   = 77 // a key service or store refuses
	exitDocument  = 78 // the documents do not fit this build
)

// hostFile is where a host keeps what its workers need to find its key.
const hostFile = "/etc/camonica/worker.yml"

type workerFlags struct {
	stage, doc, sum, tmp string
	pulse                engine.Pulse
}

func newWorker() *cobra.Command {
	var w workerFlags
	c := &cobra.Command{
		Use:    "worker",
		Short:  "Work on bins of a stage, as a task of a cluster",
		Hidden: true,
		Long: `worker reads bin numbers from standard input, one a line, works on each, and writes a line
of six fields for each to standard output: bin, done or adopted, records, good, bad, build.
What to do stands in the stage document; the key comes from ` + hostFile + `
(key_file, key_store) or the environment variable ` + config.KEKVariable + `.`,
		Example: `  echo 3 | camonica worker --stage enrich --doc file:///data/log/camonica/run=…/.work/enrich/stage.json.cmn --sum 9f86…`,
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.run(cmd) },
	}
	f := c.Flags()
	f.StringVar(&w.stage, "stage", "", "name of the stage")
	f.StringVar(&w.doc, "doc", "", "location of the stage document")
	f.StringVar(&w.sum, "sum", "", "SHA-256 of the stage document as it is stored, in hex")
	f.StringVar(&w.tmp, "tmp-dir", "", "folder for scratch files, which are sealed")
	return c
}

func (w *workerFlags) run(cmd *cobra.Command) error {
	for _, name := range []string{"_SPARK_AUTH_SECRET", "_SPARK_SSL_RPC_KEY_PASSWORD", "_SPARK_SSL_RPC_KEY_STORE_PASSWORD",
		"_SPARK_SSL_RPC_TRUST_STORE_PASSWORD", "_SPARK_SSL_RPC_PRIVATE_KEY_PASSWORD", "HADOOP_TOKEN_FILE_LOCATION"} {
		os.Unsetenv(name)
	}
	ctx, cancel := context.WithCancelCause(cmd.Context())
	defer cancel(nil)
	go watchParent(ctx, cancel)
	bin := -1
	err := w.bins(ctx, cmd.InOrStdin(), cmd.OutOrStdout(), &bin)
	if err == nil {
		return nil
	}
	if errors.Is(context.Cause(ctx), errGone) {
		err = errGone
	}
	code, kind := workerCode(err)
	// One line without names, values or keys: clusters copy it into their logs.
	fmt.Fprintf(cmd.ErrOrStderr(), "camonica worker: %s bin=%d\n", kind, bin)
	return &exitError{Code: code}
}

// errGone says that the process that started the worker is gone.
var errGone = errors.New("parent is gone")

// errCall says that standard input holds something else than bin numbers.
var errCall = errors.New("want bin numbers")

// watchParent ends the work when another process has adopted this one.
func watchParent(ctx context.Context, cancel context.CancelCauseFunc) {
	parent := os.Getppid()
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if os.Getppid() != parent {
				cancel(errGone)
				return
			}
		}
	}
}

func (w *workerFlags) bins(ctx context.Context, in io.Reader, out io.Writer, bin *int) error {
	if w.stage == "" || w.doc == "" || w.sum == "" {
		return errCall
	}
	s, closeAll, err := w.open(ctx)
	if err != nil {
		return err
	}
	defer closeAll()
	lines := bufio.NewScanner(in)
	n := 0
	for lines.Scan() {
		if *bin, err = strconv.Atoi(lines.Text()); err != nil || *bin < 0 {
			return errCall
		}
		n++
		d, err := w.bin(ctx, func(ctx context.Context) (*engine.Done, error) { return s.Bin(ctx, *bin) })
		if err != nil {
			return err
		}
		state := "done"
		if d.Adopted {
			state = "adopted"
		}
		if _, err := fmt.Fprintf(out, "%d\t%s\t%d\t%d\t%d\t%s\n", *bin, state, d.Counts[engine.CountIn],
			d.Counts[engine.CountGood], d.Counts[engine.CountFailed], build.Version); err != nil {
			return errGone
		}
	}
	if err := lines.Err(); err != nil || n == 0 {
		return errCall
	}
	return nil
}

// workerGrace is how long a worker waits for a bin whose context has ended: whoever
// sent SIGTERM, or is gone, expects its end within two seconds.
const workerGrace = time.Second

// errPanic stands for a panic, whose value may be event data.
var errPanic = errors.New("internal error")

// bin does one bin, as long as something moves. What hangs in a call to the system
// does not hear of the end and is not waited for: the process ends with it.
func (w *workerFlags) bin(ctx context.Context, work func(context.Context) (*engine.Done, error)) (*engine.Done, error) {
	ctx, stop := w.pulse.Watch(ctx, w.stage, engine.Patience)
	defer stop()
	type result struct {
		done *engine.Done
		err  error
	}
	ended := make(chan result, 1)
	go func() {
		r := result{err: errPanic}
		defer func() {
			if recover() != nil {
				r = result{err: errPanic}
			}
			ended <- r
		}()
		r.done, r.err = work(ctx)
	}()
	select {
	case r := <-ended:
		return r.done, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-ended:
		if r.err == nil {
			return r.done, nil
		}
	case <-time.After(workerGrace):
	}
	return nil, context.Cause(ctx)
}

func (w *workerFlags) open(ctx context.Context) (*stage.Stage, func(), error) {
	provider, keyStore, err := hostKey()
	if err != nil {
		return nil, nil, err
	}
	folder, err := spill.New(w.tmp)
	if err != nil {
		return nil, nil, err
	}
	worker := run.Worker{
		Openers: openers, Provider: provider, KeyStore: keyStore, Build: build.String(), Spill: stage.Spill{Folder: folder}, Pulse: &w.pulse,
		Enrichments: func(ctx context.Context, schemas *iglu.Set, docs []json.RawMessage) ([]enrich.Step, error) {
			e, err := runEnrichments(ctx, schemas, namedDocuments(docs), dataFiles(nil))
			return e.Steps, err
		},
	}
	s, err := worker.Open(ctx, w.stage, w.doc, w.sum)
	if err != nil {
		folder.Close()
		return nil, nil, err
	}
	return s, func() { folder.Close() }, nil
}

// hostKey opens the key that the host's file names, or the environment; nil if
// neither does.
func hostKey() (keys.Provider, string, error) {
	var host struct {
		KeyFile      string `yaml:"key_file"`
		IdentityFile string `yaml:"identity_file"`
		KeyStore     string `yaml:"key_store"`
	}
	text, err := os.ReadFile(hostFile)
	if err == nil {
		err = yaml.Unmarshal(text, &host)
	} else if errors.Is(err, os.ErrNotExist) {
		err = nil
		host.KeyFile = os.Getenv(config.KEKVariable)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", hostFile, err)
	}
	o := keys.Options{Provider: keys.ProviderFile, KeyFile: host.KeyFile}
	switch {
	case host.IdentityFile != "":
		o = keys.Options{Provider: keys.ProviderRecipient, IdentityFile: host.IdentityFile}
	case host.KeyFile == "":
		return nil, "", nil
	}
	p, err := keys.NewProvider(o)
	return p, host.KeyStore, err
}

// workerCode sorts an error: the exit code, and its kind in one word.
func workerCode(err error) (int, string) {
	var key *keys.KeyError
	var outage *iglu.OutageError
	var changed *stage.ChangedError
	var stalled *engine.StalledError
	var temporary interface{ Temporary() bool }
	switch {
	case errors.Is(err, errCall):
		return exitCall, "call"
	case errors.As(err, &stalled):
		return exitBug, "stalled"
	case errors.Is(err, errGone), errors.Is(err, context.Canceled):
		return exitGone, "gone"
	case errors.Is(err, engine.ErrDocument), errors.Is(err, stage.ErrStage):
		return exitDocument, "document"
	case errors.Is(err, seal.ErrIntegrity), errors.Is(err, engine.ErrNotDeterministic), errors.Is(err, store.ErrNotExist),
		errors.As(err, &changed), errors.As(err, &key):
		return exitIntegrity, "integrity"
	case errors.Is(err, os.ErrPermission), errors.Is(err, iglu.ErrDenied):
		return exitRefused, "refused"
	case errors.As(err, &outage), errors.As(err, &temporary) && temporary.Temporary():
		return exitOutage, "outage"
	}
	return exitBug, "internal"
}
