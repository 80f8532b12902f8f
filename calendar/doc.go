// Package calendar has what the readers of dates share.
package calendar
