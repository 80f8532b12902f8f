// Package lint checks the files of a workspace further than reading them does:
// every document against its schema. All findings of a call are reported, with
// file and line; none shows a value of a document, which may be a secret.
package lint
