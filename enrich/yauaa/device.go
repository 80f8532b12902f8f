package yauaa

import "strings"

type device struct{ class, brand, name string }

func (a *analysis) device() device {
	if a.rules.Robot() {
		return a.robotDevice()
	}
	d := device{class: string(a.kind())}
	model := a.rules.Device.Model
	d.brand = a.rules.Device.Brand
	if a.hints.model != "" {
		model, d.brand = a.hints.model, ""
	}
	switch d.brand {
	case "Generic": // whose models are kinds, such as Smartphone
		model, d.brand = "", ""
	case "Generic_Android", "Generic_Android_Tablet":
		d.brand = ""
	}
	if b := brandOf(model); b != "" {
		d.brand = b
	}
	switch d.brand {
	case "":
		d.name = a.unbranded(d.class, model)
		return d
	case "Apple": // whose models have numbers of their own
		model = appleModel(a.rules.Device.Family)
	}
	d.name = d.brand
	if rest := strings.TrimSpace(strings.TrimPrefix(model, d.brand)); rest != "" {
		d.name += " " + nameOf(rest)
	}
	return d
}

// hiddenModel is what browsers say instead of the model since they hide it.
const hiddenModel = "K"

// unbranded names a device whose maker is not known.
func (a *analysis) unbranded(class, model string) string {
	switch {
	case class == desktop && a.has("linux"):
		return "Linux " + desktop
	case class == desktop:
		return desktop
	case model != hiddenModel && a.rules.OS.Family == "Android":
		return nameOf(model)
	}
	return ""
}

func (a *analysis) robotDevice() device {
	d := device{class: robot, name: a.operator()}
	if a.handheld() {
		d.class = robotMobile
	}
	d.brand = d.name
	return d
}

// modelBrands are beginnings of models that tell the maker.
var modelBrands = []struct{ start, brand string }{
	{"Nexus", "Google"}, {"Pixel", "Google"},
	{"SM-", "Samsung"}, {"GT-", "Samsung"}, {"SCH-", "Samsung"}, {"SGH-", "Samsung"}, {"SPH-", "Samsung"},
	{"LG-", "LG"}, {"LM-", "LG"},
	{"Moto", "Motorola"}, {"XT1", "Motorola"}, {"XT2", "Motorola"},
	{"Redmi", "Xiaomi"}, {"Mi ", "Xiaomi"}, {"POCO", "Xiaomi"},
	{"CPH", "Oppo"}, {"RMX", "Realme"}, {"ONEPLUS", "OnePlus"}, {"KF", "Amazon"},
}

func brandOf(model string) string {
	for _, m := range modelBrands {
		if strings.HasPrefix(model, m.start) {
			return m.brand
		}
	}
	if sonyModel(model) {
		return "Sony"
	}
	return ""
}

// sonyModel tells whether a model is one of the numbers that Sony gave its
// phones from 2014 to 2018: a letter from C to J and four digits.
func sonyModel(m string) bool {
	if len(m) != 5 || m[0] < 'C' || m[0] > 'J' {
		return false
	}
	for i := 1; i < len(m); i++ {
		if m[i] < '0' || m[i] > '9' {
			return false
		}
	}
	return true
}

// appleModel returns the product without its number: iPhone of iPhone9,3.
func appleModel(family string) string {
	if i := strings.IndexAny(family, "0123456789"); i > 0 {
		return strings.TrimSpace(family[:i])
	}
	if family == "Mac" {
		return "Macintosh"
	}
	return family
}

// nameOf writes a model as YAUAA does: words of up to three letters in capitals.
func nameOf(model string) string {
	words := strings.Fields(model)
	for i, w := range words {
		if len(w) <= 3 {
			words[i] = strings.ToUpper(w)
		}
	}
	return strings.Join(words, " ")
}
