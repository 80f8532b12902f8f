// Package expr matches regular expressions of Go's syntax against short ASCII
// texts, such as user agents.
//
// Package regexp bounds its time for any expression and text, and pays for
// it: an expression such as ^.{0,100}(one|of|many|words) takes it 0.15 ms.
// This package backtracks instead, which is ten times as fast for the rules that
// exist, and knows what can follow a part, so that most ways are never tried.
// Backtracking can also take for ever: so it counts its steps and, above a
// limit, leaves the answer to package regexp. So it does with texts that are not
// ASCII and expressions that it has no program for. The answers are the same.
package expr
