package auth_test

import (
	"errors"
	"strings"
	"testing"

	"evenly/internal/auth"
	"evenly/internal/fault"
)

func TestRules(t *testing.T) {
	t.Parallel()
	rules := auth.NewRules("Evenly", "St. Brannoc Medical Center", "Internal Medicine", "Ngozi Okafor", "ngozi.okafor@brannoc.example")
	for _, tt := range []struct{ password, want string }{
		{"violet harbor teaspoon", ""},
		{"evenly quartz lantern 4", ""},
		{"lämpchen kartoffel zug", ""},
		{strings.Repeat("violet harbor ", 18) + "end", ""},
		{"密码是一个很长的句子不容易猜到呢", ""},
		{"short one", "15 characters or more"},
		{"elevenletter14", "15 characters or more"},
		{strings.Repeat("violet harbor ", 20), "at most 256"},
		{"aaaaaaaaaaaaaaaa", "easy to guess"},
		{"!!!!!!!!!!!!!!!!", "easy to guess"},
		{"hxlophxlophxlophxlop", "easy to guess"},
		{"123456789012345", "easy to guess"},
		{"9876543210987654", "easy to guess"},
		{"qwertyuiopasdfghjkl", "easy to guess"},
		{"passwordpassword", "easy to guess"},
		{"P@ssw0rd-P@ssw0rd-1", "easy to guess"},
		{"CorrectHorseBatteryStaple", "easy to guess"},
		{"Summer 2026 Summer 2027", "easy to guess"},
		{"StBrannocMedicine2026!", "easy to guess"},
		{"Brannoc-Brannoc-Brannoc", "easy to guess"},
		{"Okafor.Okafor.2026", "easy to guess"},
		{"ngoziokafor-evenly-7", "easy to guess"},
		{"bad\xff bytes in a password", "signs only"},
	} {
		err := rules.Check(tt.password)
		if tt.want == "" {
			if err != nil {
				t.Errorf("Check(%q) = %v, want nil", tt.password, problem(err))
			}
			continue
		}
		if got := problem(err); !strings.Contains(got, tt.want) {
			t.Errorf("Check(%q) = %q, want %q in it", tt.password, got, tt.want)
		}
	}
}

func problem(err error) string {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || len(e.Problems) != 1 || e.Problems[0].Field != "password" {
		return "not one problem of the field password"
	}
	return e.Problems[0].Message
}
