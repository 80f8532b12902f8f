package javascript

import (
	"github.com/dop251/goja"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/jsondoc"
)

// A machine is the engine of one worker. It is made anew after a script was
// stopped, since that may leave it anywhere.
type machine struct {
	program *goja.Program
	params  string

	rt        *goja.Runtime
	factory   goja.Callable // runs the script's top level, returns process
	stringify goja.Callable
	methods   *goja.Object // prototype of events
	config    goja.Value
	watch     *watch

	work *enrich.Work // the event at hand
	doc  jsondoc.Doc
	text []byte
}

func newMachine(program *goja.Program, params string) *machine {
	m := &machine{program: program, params: params}
	m.start()
	return m
}

// start makes a new engine. What it runs is our own, so that failures are
// internal errors.
func (m *machine) start() {
	m.rt = goja.New()
	m.rt.SetMaxCallStackSize(callDepth)
	m.watch = newWatch(m.rt)
	setup := must(m.rt.RunProgram(prelude))
	frozen := must(callable(setup)(goja.Undefined(), m.rt.ToValue(m.params), m.rt.ToValue(textLimit)))
	m.config = frozen
	m.stringify = callable(m.rt.Get("JSON").ToObject(m.rt).Get("stringify"))
	m.factory = callable(must(m.rt.RunProgram(m.program)))
	m.methods = m.newMethods()
}

func must(v goja.Value, err error) goja.Value {
	if err != nil {
		panic("javascript: internal error: " + err.Error())
	}
	return v
}

func callable(v goja.Value) goja.Callable {
	f, ok := goja.AssertFunction(v)
	if !ok {
		panic("javascript: internal error: no function")
	}
	return f
}

// run calls the script for one event and returns the JSON of its result, "" for
// null and undefined.
func (m *machine) run(w *enrich.Work) (result string, err error) {
	m.work = w
	m.watch.begin()
	v, err := m.call()
	stopped := m.watch.end()
	m.work = nil
	if stopped {
		m.start()
	} else {
		m.tidy()
	}
	return v, err
}

// process runs the script's top level and returns its function.
func (m *machine) process() (goja.Callable, error) {
	v, err := m.factory(m.rt.GlobalObject())
	if err != nil {
		return nil, err
	}
	f, ok := goja.AssertFunction(v)
	if !ok {
		return nil, &enrich.Failure{Want: "a function process(event); process is not a function"}
	}
	return f, nil
}

func (m *machine) call() (string, error) {
	f, err := m.process()
	if err != nil {
		return "", err
	}
	v, err := f(goja.Undefined(), m.rt.CreateObject(m.methods), m.config, m.headers())
	if err != nil || v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return "", err
	}
	if v, err = m.stringify(goja.Undefined(), v); err != nil {
		return "", err
	}
	return v.String(), nil
}

func (m *machine) headers() goja.Value {
	var list []any
	if m.work.Raw != nil && m.work.Raw.Payload != nil {
		for _, h := range m.work.Raw.Payload.Headers {
			list = append(list, m.owned(h))
		}
	}
	return m.rt.NewArray(list...)
}

// tidy removes what the script left in the global object: variables that it
// did not declare.
func (m *machine) tidy() {
	g := m.rt.GlobalObject()
	for _, name := range g.Keys() {
		_ = g.Delete(name) // what cannot be deleted was made so on purpose
	}
}
