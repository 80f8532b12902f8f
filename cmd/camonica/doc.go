// Command camonica is the whole pipeline in one program: it makes and opens
// objects, runs single steps as filters, and runs the pipeline.
//
// This package knows flags, wiring and exit codes; nothing else does.
package main
