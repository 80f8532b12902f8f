package ddl

// MetaColumns are the nine columns that every entity table starts with.
var MetaColumns = [...]MetaColumn{
	{"schema_vendor", "$.schema.vendor", SQLType{Kind: Varchar, Size: 128}, "ZSTD"},
	{"schema_name", "$.schema.name", SQLType{Kind: Varchar, Size: 128}, "ZSTD"},
	{"schema_format", "$.schema.format", SQLType{Kind: Varchar, Size: 128}, "ZSTD"},
	{"schema_version", "$.schema.version", SQLType{Kind: Varchar, Size: 128}, "ZSTD"},
	{"root_id", "$.hierarchy.rootId", SQLType{Kind: Char, Size: 36}, "RAW"},
	{"root_tstamp", "$.hierarchy.rootTstamp", SQLType{Kind: Timestamp}, "ZSTD"},
	{"ref_root", "$.hierarchy.refRoot", SQLType{Kind: Varchar, Size: 255}, "ZSTD"},
	{"ref_tree", "$.hierarchy.refTree", SQLType{Kind: Varchar, Size: 1500}, "ZSTD"},
	{"ref_parent", "$.hierarchy.refParent", SQLType{Kind: Varchar, Size: 255}, "ZSTD"},
}

// A MetaColumn is never null. Type and Encoding are those of Redshift.
type MetaColumn struct {
	Name     string
	JSONPath string // in the shredded JSON
	Type     SQLType
	Encoding string
}
