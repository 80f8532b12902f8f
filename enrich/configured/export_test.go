package configured

// Kinds returns, for each enrichment, the schemas that its configurations may have,
// without versions.
func Kinds() [][]string {
	var all [][]string
	for i := range table {
		var names []string
		for _, c := range table[i].accepts {
			names = append(names, c.Vendor+"/"+c.Name)
		}
		all = append(all, names)
	}
	return all
}
