// Package folder is a registry in a folder of the local file system, laid out as
// static Iglu registries are: schemas/<vendor>/<name>/<format>/<version>.
//
// Nothing outside the folder is reached, neither by names nor by links, and names
// are matched exactly even where the file system ignores case.
package folder
