package auth_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"evenly/internal/auth"
)

func TestLink(t *testing.T) {
	t.Parallel()
	link, stored, err := auth.NewLink()
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`).MatchString(link.Token) || !regexp.MustCompile(`^\d{6}$`).MatchString(link.Code) {
		t.Fatalf("NewLink = %+v, want 43 characters and six digits", link)
	}
	hash, ok := auth.TokenHash(link.Token)
	if !ok || !bytes.Equal(hash, stored.TokenHash) {
		t.Error("TokenHash of the token is not the stored hash")
	}
	if bytes.Contains(stored.CodeHash, []byte(link.Code)) {
		t.Error("the stored code hash shows the code")
	}
	other, _, err := auth.NewLink()
	if err != nil {
		t.Fatal(err)
	}
	if !stored.MatchesToken(link.Token) || stored.MatchesToken(other.Token) || stored.MatchesToken("") {
		t.Error("MatchesToken does not tell its token from others")
	}
	spaced := link.Code[:3] + " " + link.Code[3:] + "\n"
	if !stored.MatchesCode(link.Code) || !stored.MatchesCode(spaced) {
		t.Error("MatchesCode refuses its own code")
	}
	if stored.MatchesCode(wrong(link.Code)) || stored.MatchesCode("") || (auth.Stored{}).MatchesCode("") {
		t.Error("MatchesCode takes a code that is not its own")
	}
}

// wrong changes the last digit.
func wrong(code string) string {
	return code[:5] + string('0'+(code[5]-'0'+1)%10)
}

func TestTokenHashRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", "x", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("!", 43), strings.Repeat("A", 42) + "B"} {
		if _, ok := auth.TokenHash(token); ok {
			t.Errorf("TokenHash(%q) is accepted", token)
		}
	}
}
