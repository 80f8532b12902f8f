// Package prefetch asks the processor to fetch memory that will be needed soon. What
// comes of many events is never near, and reading it costs as much as some hundred
// instructions; a processor that was asked before does something else meanwhile.
//
// There is no Go for that, so it is an instruction of assembler per architecture. On
// those without, nothing is done.
package prefetch
