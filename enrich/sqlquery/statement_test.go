package sqlquery

import "testing"

func TestTranslate(t *testing.T) {
	f := func(d *dialect, in, want string, placeholders int) {
		t.Helper()
		if got, n := d.translate(in); got != want || n != placeholders {
			t.Errorf("%s\ngot  %s, %d\nwant %s, %d", in, got, n, want, placeholders)
		}
	}
	f(&postgres, `SELECT a ?? 'b' FROM t WHERE c = ? AND d = ?`, `SELECT a ? 'b' FROM t WHERE c = $1 AND d = $2`, 2)
	f(&postgres, `SELECT 'why?', 'it''s ?', "col?" WHERE a=?`, `SELECT 'why?', 'it''s ?', "col?" WHERE a=$1`, 1)
	f(&postgres, `SELECT '\', ?, E'\'?', ?`, `SELECT '\', $1, E'\'?', $2`, 2)
	f(&postgres, "SELECT 1 -- what?\n, ? /* ? /* ? */ ? */, ?", "SELECT 1 -- what?\n, $1 /* ? /* ? */ ? */, $2", 2)
	f(&postgres, `SELECT $$?$$, $a$?$$?$a$, ?, a$b$?`, `SELECT $$?$$, $a$?$$?$a$, $1, a$b$$2`, 2)
	f(&postgres, `SELECT 'open ?`, `SELECT 'open ?`, 0)
	f(&mySQL, "SELECT `a?`, 'it\\'s ?', \"?\", ? # ?\n, ?", "SELECT `a?`, 'it\\'s ?', \"?\", ? # ?\n, ?", 2)
	f(&mySQL, `SELECT /* ? /* ? */ ?`, `SELECT /* ? /* ? */ ?`, 1)
}

func FuzzTranslate(f *testing.F) {
	f.Add(`SELECT 'a?', E'\'?', $x$?$x$, "?" /* ? */ -- ?`)
	f.Fuzz(func(t *testing.T, sql string) {
		for _, d := range []*dialect{&postgres, &mySQL} {
			if s, n := d.translate(sql); n == 0 && !d.numbered && s != sql {
				t.Errorf("changed without placeholders: %q", s)
			}
		}
	})
}

func TestProperty(t *testing.T) {
	f := func(style, in, want string) {
		t.Helper()
		if got := property(in, style); got != want {
			t.Errorf("%s %s = %s, want %s", style, in, got, want)
		}
	}
	f("CAMEL_CASE", "_lead_a__b_1", "LeadA_B1")
	f("PASCAL_CASE", "some_column", "SomeColumn")
	f("SNAKE_CASE", "SomeColumn_1", "_some_column__1")
	f("LOWER_CASE", "Äa", "äa")
	f("UPPER_CASE", "a_b", "A_B")
	f("AS_IS", "a_B", "a_B")
	f("PASCAL_CASE", "", "")
}
