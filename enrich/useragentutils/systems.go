package useragentutils

// Facts of this file are those of UserAgentUtils 1.21, Copyright (c) 2013 Harald
// Walker (bitwalker.eu), BSD 3-Clause; see NOTICE.

// A systemRow is one operating system. Rows that follow with a greater depth are
// its kinds.
type systemRow struct {
	depth        int
	label        string
	device       string
	manufacturer string
	aliases      string // of which a user agent has one; | in between
	excludes     string // of which it has none
}

// Devices, the texts of dvce_type.
const (
	computer      = "Computer"
	mobile        = "Mobile"
	tablet        = "Tablet"
	console       = "Game console"
	mediaReceiver = "Digital media receiver"
	wearable      = "Wearable computer"
	unknownDevice = "Unknown"
)

// systems are in the order in which they are tried.
var systems = []systemRow{
	{0, "Windows", computer, "Microsoft Corporation", "Windows", "Palm|ggpht.com"},
	{1, "Windows 10", computer, "Microsoft Corporation", "Windows NT 6.4|Windows NT 10", ""},
	{1, "Windows 8.1", computer, "Microsoft Corporation", "Windows NT 6.3", ""},
	{1, "Windows 8", computer, "Microsoft Corporation", "Windows NT 6.2", "Xbox|Xbox One"},
	{1, "Windows 7", computer, "Microsoft Corporation", "Windows NT 6.1", "Xbox|Xbox One"},
	{1, "Windows Vista", computer, "Microsoft Corporation", "Windows NT 6", "Xbox|Xbox One"},
	{1, "Windows 2000", computer, "Microsoft Corporation", "Windows NT 5.0", ""},
	{1, "Windows XP", computer, "Microsoft Corporation", "Windows NT 5", "ggpht.com"},
	{1, "Windows 10 Mobile", mobile, "Microsoft Corporation", "Windows Phone 10", ""},
	{1, "Windows Phone 8.1", mobile, "Microsoft Corporation", "Windows Phone 8.1", ""},
	{1, "Windows Phone 8", mobile, "Microsoft Corporation", "Windows Phone 8", ""},
	{1, "Windows Phone 7", mobile, "Microsoft Corporation", "Windows Phone OS 7", ""},
	{1, "Windows Mobile", mobile, "Microsoft Corporation", "Windows CE", ""},
	{1, "Windows 98", computer, "Microsoft Corporation", "Windows 98|Win98", "Palm"},
	{1, "Xbox OS", console, "Microsoft Corporation", "xbox", ""},
	{0, "Android", mobile, "Google Inc.", "Android", "Ubuntu"},
	{1, "Android 8.x", mobile, "Google Inc.", "Android 8|Android-8", "glass"},
	{2, "Android 8.x Tablet", tablet, "Google Inc.", "Android 8|Android-8", "mobile|glass"},
	{1, "Android 7.x", mobile, "Google Inc.", "Android 7|Android-7", "glass"},
	{2, "Android 7.x Tablet", tablet, "Google Inc.", "Android 7|Android-7", "mobile|glass"},
	{1, "Android 6.x", mobile, "Google Inc.", "Android 6|Android-6", "glass"},
	{2, "Android 6.x Tablet", tablet, "Google Inc.", "Android 6|Android-6", "mobile|glass"},
	{1, "Android 5.x", mobile, "Google Inc.", "Android 5|Android-5", "glass"},
	{2, "Android 5.x Tablet", tablet, "Google Inc.", "Android 5|Android-5", "mobile|glass"},
	{1, "Android 4.x", mobile, "Google Inc.", "Android 4|Android-4", "glass|ubuntu"},
	{2, "Android 4.x Tablet", tablet, "Google Inc.", "Android 4|Android-4", "mobile|glass|ubuntu"},
	{1, "Android 4.x", wearable, "Google Inc.", "Android 4", "ubuntu"},
	{1, "Android 3.x Tablet", tablet, "Google Inc.", "Android 3", ""},
	{1, "Android 2.x", mobile, "Google Inc.", "Android 2", ""},
	{2, "Android 2.x Tablet", tablet, "Google Inc.", "Kindle Fire|GT-P1000|SCH-I800", ""},
	{1, "Android 1.x", mobile, "Google Inc.", "Android 1", ""},
	{1, "Android Mobile", mobile, "Google Inc.", "Mobile", "ubuntu"},
	{1, "Android Tablet", tablet, "Google Inc.", "Tablet", ""},
	{0, "Chrome OS", computer, "Google Inc.", "CrOS", ""},
	{0, "WebOS", mobile, "Hewlett Packard", "webOS", ""},
	{0, "PalmOS", mobile, "Hewlett Packard", "Palm", ""},
	{0, "MeeGo", mobile, "Nokia Corporation", "MeeGo", ""},
	{0, "iOS", mobile, "Apple Inc.", "iPhone|like Mac OS X", ""},
	{1, "iOS 11 (iPhone)", mobile, "Apple Inc.", "iPhone OS 11", ""},
	{1, "iOS 10 (iPhone)", mobile, "Apple Inc.", "iPhone OS 10", ""},
	{1, "iOS 9 (iPhone)", mobile, "Apple Inc.", "iPhone OS 9", ""},
	{1, "iOS 8.4 (iPhone)", mobile, "Apple Inc.", "iPhone OS 8_4", ""},
	{1, "iOS 8.3 (iPhone)", mobile, "Apple Inc.", "iPhone OS 8_3", ""},
	{1, "iOS 8.2 (iPhone)", mobile, "Apple Inc.", "iPhone OS 8_2", ""},
	{1, "iOS 8.1 (iPhone)", mobile, "Apple Inc.", "iPhone OS 8_1", ""},
	{1, "iOS 8 (iPhone)", mobile, "Apple Inc.", "iPhone OS 8", ""},
	{1, "iOS 7 (iPhone)", mobile, "Apple Inc.", "iPhone OS 7", ""},
	{1, "iOS 6 (iPhone)", mobile, "Apple Inc.", "iPhone OS 6", ""},
	{1, "iOS 5 (iPhone)", mobile, "Apple Inc.", "iPhone OS 5", ""},
	{1, "iOS 4 (iPhone)", mobile, "Apple Inc.", "iPhone OS 4", ""},
	{1, "Mac OS X (iPad)", tablet, "Apple Inc.", "iPad", ""},
	{2, "iOS 11 (iPad)", tablet, "Apple Inc.", "OS 11", ""},
	{2, "iOS 10 (iPad)", tablet, "Apple Inc.", "OS 10", ""},
	{2, "iOS 9 (iPad)", tablet, "Apple Inc.", "OS 9", ""},
	{2, "iOS 8.4 (iPad)", tablet, "Apple Inc.", "OS 8_4", ""},
	{2, "iOS 8.3 (iPad)", tablet, "Apple Inc.", "OS 8_3", ""},
	{2, "iOS 8.2 (iPad)", tablet, "Apple Inc.", "OS 8_2", ""},
	{2, "iOS 8.1 (iPad)", tablet, "Apple Inc.", "OS 8_1", ""},
	{2, "iOS 8 (iPad)", tablet, "Apple Inc.", "OS 8_0", ""},
	{2, "iOS 7 (iPad)", tablet, "Apple Inc.", "OS 7", ""},
	{2, "iOS 6 (iPad)", tablet, "Apple Inc.", "OS 6", ""},
	{1, "Mac OS X (iPhone)", mobile, "Apple Inc.", "iPhone", ""},
	{1, "Mac OS X (iPod)", mobile, "Apple Inc.", "iPod", ""},
	{0, "Mac OS X", computer, "Apple Inc.", "Mac OS X|CFNetwork", ""},
	{0, "Mac OS", computer, "Apple Inc.", "Mac", ""},
	{0, "Maemo", mobile, "Nokia Corporation", "Maemo", ""},
	{0, "Bada", mobile, "Samsung Electronics", "Bada", ""},
	{0, "Android (Google TV)", mediaReceiver, "Google Inc.", "GoogleTV", ""},
	{0, "Tizen", unknownDevice, "Linux Foundation", "Tizen", ""},
	{1, "Tizen 3", unknownDevice, "Linux Foundation", "Tizen 3.", ""},
	{2, "Tizen 3 (Mobile)", mobile, "Linux Foundation", "mobile", ""},
	{2, "Tizen 3 (SmartTV)", mediaReceiver, "Linux Foundation", "Smart-TV| TV ", ""},
	{1, "Tizen 2", unknownDevice, "Linux Foundation", "Tizen 2.", ""},
	{2, "Tizen 2 (Mobile)", mobile, "Linux Foundation", "mobile", ""},
	{2, "Tizen 2 (SmartTV)", mediaReceiver, "Linux Foundation", "Smart-TV| TV ", ""},
	{1, "Tizen (mobile)", mobile, "Linux Foundation", "mobile", ""},
	{0, "Linux (Kindle)", tablet, "Amazon.com, Inc.", "Kindle", ""},
	{1, "Linux (Kindle 3)", tablet, "Amazon.com, Inc.", "Kindle/3", ""},
	{1, "Linux (Kindle 2)", tablet, "Amazon.com, Inc.", "Kindle/2", ""},
	{0, "Linux", computer, "Other", "Linux|CamelHttpStream", ""},
	{1, "Ubuntu", computer, "Canonical Ltd.", "ubuntu", ""},
	{2, "Ubuntu Touch (mobile)", mobile, "Canonical Ltd.", "mobile", ""},
	{1, "Linux (SmartTV)", mediaReceiver, "Other", "SmartTv", ""},
	{0, "Symbian OS", mobile, "Symbian Ltd.", "Symbian|Series60", ""},
	{1, "Symbian OS 9.x", mobile, "Symbian Ltd.", "SymbianOS/9|Series60/3", ""},
	{1, "Symbian OS 8.x", mobile, "Symbian Ltd.", "SymbianOS/8|Series60/2.6|Series60/2.8", ""},
	{1, "Symbian OS 7.x", mobile, "Symbian Ltd.", "SymbianOS/7", ""},
	{1, "Symbian OS 6.x", mobile, "Symbian Ltd.", "SymbianOS/6", ""},
	{0, "Series 40", mobile, "Nokia Corporation", "Nokia6300", ""},
	{0, "Sony Ericsson", mobile, "Sony Ericsson Mobile Communications AB", "SonyEricsson", ""},
	{0, "SunOS", computer, "Sun Microsystems, Inc.", "SunOS", ""},
	{0, "Sony Playstation", console, "Sony Computer Entertainment, Inc.", "Playstation", ""},
	{0, "Nintendo Wii", console, "Nintendo", "Wii", ""},
	{0, "BlackBerryOS", mobile, "Research In Motion Limited", "BlackBerry", ""},
	{1, "BlackBerry 7", mobile, "Research In Motion Limited", "Version/7", ""},
	{1, "BlackBerry 6", mobile, "Research In Motion Limited", "Version/6", ""},
	{0, "BlackBerry Tablet OS", tablet, "Research In Motion Limited", "RIM Tablet OS", ""},
	{0, "Roku OS", mediaReceiver, "Roku, Inc.", "Roku", ""},
	{0, "Proxy", unknownDevice, "Other", "ggpht.com", ""},
	{0, "Unknown mobile", mobile, "Other", "Mobile", ""},
	{0, "Unknown tablet", tablet, "Other", "Tablet", ""},
}
