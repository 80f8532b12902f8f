// Package weather adds the weather at the place and time of the event, as the
// history API of OpenWeather knows it.
//
// Events near each other on the same day share a request. An event without
// coordinates or time gets nothing; R108 failed it.
package weather
