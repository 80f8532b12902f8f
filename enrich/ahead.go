package enrich

import (
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/event"
)

// A keyed is a text with its key, so that one key serves several enrichments. The text
// is of the event's memory.
type keyed struct {
	text string
	key  textcache.Key
	set  bool
}

func newKeyed(text string) keyed { return keyed{text, textcache.KeyOf(text), true} }

func (k *keyed) of(text string) textcache.Key {
	if k.set && k.text == text {
		return k.key
	}
	return textcache.KeyOf(text)
}

// AgentKey returns the key of a text that most often is the event's user agent.
func (w *Work) AgentKey(agent string) textcache.Key { return w.agent.of(agent) }

// AddressKey returns the key of a text that most often is the event's address.
func (w *Work) AddressKey(address string) textcache.Key { return w.address.of(address) }

// ahead lets enrichments fetch what they know. They are asked one right after the
// other, so that the processor waits for all of them at once and, as nothing depends
// on what they find, does something else meanwhile.
func (w *Worker) ahead() {
	if len(w.e.ahead) == 0 {
		return
	}
	if agent, ok := w.work.UserAgent(); ok {
		w.work.agent = newKeyed(agent)
	}
	w.work.address = newKeyed(w.event.Get(event.UserIPAddress))
	for _, a := range w.e.ahead {
		a.Ahead(&w.work)
	}
}
