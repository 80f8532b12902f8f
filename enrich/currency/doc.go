// Package currency converts the amounts of transactions into one currency, with
// the rates of the day that Open Exchange Rates gives.
//
// There is one request per day of the events, whatever their number; the table of
// the day is kept for the run. Arithmetic is exact: an amount is the value of its
// 64-bit float, as in R108, and only the result is rounded, to the places that
// the currency has.
package currency
