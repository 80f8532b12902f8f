// Package zframe reads zstd frames with memory that comes with their bytes.
//
// A frame says how large its window is, and a decoder takes that much before it
// decompresses anything. Here a window is believed up to SureWindow, and beyond
// that up to PerByte times the compressed bytes of the frame that have arrived. A
// frame that ends before it has as many gets a larger window as it decompresses
// to more: it is then read again from its start, which is at hand.
package zframe
