package config

import (
	"fmt"
	"io"
	"strings"
)

// Document prints the reference page of config.yml in Markdown, from the table
// of options.
func Document(w io.Writer) error {
	var b strings.Builder
	b.WriteString(`# config.yml

One YAML file; that of Snowplow R108 works unchanged. Keys that are not in this table are ignored with a warning.
Texts may hold ` + "`<%= ENV['NAME'] %>`" + `, also with ` + "`|| 'default'`" + ` or as ` + "`ENV.fetch('NAME', 'default')`" + `; nothing else is evaluated.
"Since" is the first release of R108's runner with the option in its place; without it the option is ours.
What is required inside a section counts where the section is there.

| Option | Type | Required | Default | Meaning | Since |
|---|---|---|---|---|---|
`)
	opts := Options()
	for i := range opts {
		o := &opts[i]
		writeRow(&b, o)
		if o.Type == SectionList {
			o.grow(1)
			items := o.item(0)
			for j := range items {
				writeRow(&b, &items[j])
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeRow(b *strings.Builder, o *Option) {
	help := o.Help
	if o.Values != nil {
		help += " One of " + code(o.Values...) + "."
	}
	if o.Example != "" {
		help += " Example: " + code(o.Example) + "."
	}
	def := ""
	if o.Default != "" {
		def = code(o.Default)
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", code(o.Key), o.Type, o.Need, def, help, o.Since)
}

func code(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "`" + strings.ReplaceAll(w, "|", `\|`) + "`"
	}
	return strings.Join(quoted, ", ")
}
