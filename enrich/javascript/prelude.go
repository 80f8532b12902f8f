package javascript

import "github.com/dop251/goja"

// prelude readies an engine. Texts get the methods that scripts for R108 called
// on Java strings, as far as JavaScript has nothing else of that name. Functions
// that make long texts or buffers in one step, which no watch can stop, are
// bounded or taken away. Parameters are frozen: events share them.
var prelude = goja.MustCompile("prelude", `
(function(params, limit) {
	'use strict';
	function hide(object, name, value) {
		Object.defineProperty(object, name, {value: value, writable: true, configurable: true, enumerable: false});
	}
	var text = String.prototype;
	hide(text, 'equals', function(other) { return other != null && String(this) === String(other); });
	hide(text, 'equalsIgnoreCase', function(other) {
		return other != null && String(this).toLowerCase() === String(other).toLowerCase();
	});
	hide(text, 'isEmpty', function() { return this.length === 0; });
	hide(text, 'contains', function(part) { return String(this).indexOf(String(part)) >= 0; });
	hide(text, 'matches', function(pattern) { return new RegExp('^(?:' + pattern + ')$').test(String(this)); });
	['padStart', 'padEnd'].forEach(function(name) {
		var original = text[name];
		hide(text, name, function(length, fill) {
			if (length > limit) throw new RangeError('text too long');
			return original.call(this, length, fill);
		});
	});
	var repeat = text.repeat;
	hide(text, 'repeat', function(count) {
		if (this.length * count > limit) throw new RangeError('text too long');
		return repeat.call(this, count);
	});
	['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array',
		'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'].forEach(function(name) {
		delete globalThis[name];
	});
	function freeze(value) {
		if (value === null || typeof value !== 'object') return value;
		Object.keys(value).forEach(function(name) { freeze(value[name]); });
		return Object.freeze(value);
	}
	return freeze(JSON.parse(params));
})`, false)
