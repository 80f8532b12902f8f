package pageuri

// A URI is a parsed page or referrer address. Components are raw: not decoded.
// They share memory with the text given to Parse.
type URI struct {
	Text     string // the parsed address, re-encoded where needed
	Scheme   string
	Host     string
	Port     int // explicit, else 443 for https, else 80
	Path     string
	Query    string
	Fragment string
	Valid    bool // false: Text is what the tracker sent and the components are empty
}
