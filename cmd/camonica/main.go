// Command camonica is the whole pipeline in one program.
package main

func main() {}
