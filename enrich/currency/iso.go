package currency

import "strings"

// codes are the currencies of ISO 4217, those that have been withdrawn since
// 1999 too, as events may be of that time.
const codes = " AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BYR BZD" +
	" CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP" +
	" GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR" +
	" LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN" +
	" PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SKK SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS" +
	" TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST XAF XAG XAU XCD XCG XDR XOF XPD XPF" +
	" XPT YER ZAR ZMK ZMW ZWG ZWL "

// Currencies whose amounts do not have two places.
const (
	noPlaces    = " BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XAG XAU XDR XOF XPD XPF XPT "
	threePlaces = " BHD IQD JOD KWD LYD OMR TND "
	fourPlaces  = " CLF UYW "
)

func known(currency string) bool { return in(codes, currency) }

// places returns how many decimal places amounts of the currency have.
func places(currency string) int {
	switch {
	case in(noPlaces, currency):
		return 0
	case in(threePlaces, currency):
		return 3
	case in(fourPlaces, currency):
		return 4
	}
	return 2
}

func in(list, currency string) bool {
	if len(currency) != 3 {
		return false
	}
	i := strings.Index(list, currency)
	return i > 0 && list[i-1] == ' ' && list[i+3] == ' '
}
