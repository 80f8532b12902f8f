// Package file is a store in a folder of the local file system. A key is the
// path of a file below the folder.
//
// A file comes to be as ".tmp-<random>" in the folder where it belongs, is
// written and synced, and is then linked to its name, which fails if the name is
// taken; so no file is ever half there, and none is replaced. Temporary names
// are not objects: they are never listed. Each is locked (flock) while its process
// lives, so that Sweep can tell those of dead ones and remove them. Put returns when
// file and folder are on the disk.
//
// Nothing outside of the folder is reached, not by ".." and not by symbolic
// links. Folders are made 0700, files 0600.
package file
