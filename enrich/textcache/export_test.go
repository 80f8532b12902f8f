package textcache

// Size returns the number of bytes that are kept.
func (c *Cache[V]) Size() int64 { return c.bytes.Load() }
