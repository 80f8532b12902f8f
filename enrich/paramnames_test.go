package enrich

import "testing"

func TestParamNames(t *testing.T) {
	for i := range paramList {
		if got := paramNames.find(paramList[i].name); got != i {
			t.Errorf("find(%q) = %d, want %d", paramList[i].name, got, i)
		}
	}
	for _, name := range []string{"", "E", "evn", "e\x00", "\x00e", "ue_pr ", "f_realpl", "toolonganame", "é"} {
		if got := paramNames.find(name); got != -1 {
			t.Errorf("find(%q) = %d, want none", name, got)
		}
	}
}
