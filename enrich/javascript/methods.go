package javascript

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// newMethods makes the prototype of events: a getter and a setter per column,
// named by the column with its first letter upper-cased, and what later releases
// added. It is frozen: events share it.
func (m *machine) newMethods() *goja.Object {
	o := m.rt.NewObject()
	for c := range event.Column(event.Count) {
		name := c.String()
		name = strings.ToUpper(name[:1]) + name[1:]
		m.method(o, "get"+name, func(goja.FunctionCall) goja.Value { return m.get(c) })
		m.method(o, "set"+name, func(call goja.FunctionCall) goja.Value {
			m.set(c, call.Argument(0))
			return goja.Undefined()
		})
	}
	m.method(o, "drop", func(goja.FunctionCall) goja.Value {
		m.event().Drop = true
		return goja.Undefined()
	})
	m.method(o, "eraseDerived_contexts", func(goja.FunctionCall) goja.Value {
		m.erase()
		return goja.Undefined()
	})
	freeze := callable(m.rt.Get("Object").ToObject(m.rt).Get("freeze"))
	must(freeze(goja.Undefined(), o))
	return o
}

func (m *machine) method(o *goja.Object, name string, f func(goja.FunctionCall) goja.Value) {
	if err := o.Set(name, f); err != nil {
		panic("javascript: internal error: " + err.Error())
	}
}

// event returns the event at hand; a script that kept one of before gets an
// exception.
func (m *machine) event() *enrich.Work {
	if m.work == nil {
		panic(m.rt.NewTypeError("the event is over"))
	}
	return m.work
}

// erase removes what other enrichments derived; what core tells of superseded
// schemas stays.
func (m *machine) erase() {
	e := m.event().Event
	kept := e.Derived[:0]
	for _, d := range e.Derived {
		if d.Rank == enrich.RankValidationInfo {
			kept = append(kept, d)
		}
	}
	e.Derived = kept
}

// owned returns a text that outlives the event.
func (m *machine) owned(s string) goja.Value { return m.rt.ToValue(strings.Clone(s)) }

// fail ends the script with a failure of the event.
func (m *machine) fail(f *enrich.Failure) { panic(m.rt.ToValue(f)) }
