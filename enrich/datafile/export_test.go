package datafile

// Redirect is the rule of the Cache's own client.
var Redirect = redirect
