package lookup

// Explain says what Get would do about the key, as what follows "the service is",
// and does nothing of it.
func (c *Cache[V]) Explain(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	switch {
	case !ok:
		return "asked, as no answer is kept"
	case !c.fresh(e):
		return "asked, as what is kept is too old"
	case e.Value.(*kept[V]).err != nil:
		return "not asked, as it failed a short while ago"
	}
	return "not asked, as its answer is kept"
}
