package urn_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// The codes that an independent reader read (see TestQRCodesAreReadByOthers) still come out the same.
func TestQRCodes(t *testing.T) {
	t.Parallel()
	link := "https://mentoring.example.org/im/s#" + strings.Repeat("Zk9-_aB0", 48)
	answers, _ := drive(t,
		step{"do": "qr", "text": "HELLO"},
		step{"do": "qr", "text": link},
		step{"do": "qr", "text": strings.Repeat("x", 855)},
		step{"do": "qr", "text": strings.Repeat("x", 859)},
	)
	for i, want := range []struct {
		side int
		hash string
	}{{21, "eea957f1f3550546"}, {69, "77f850756a4ce4b8"}, {97, "860b35be60fe3320"}} {
		var rows []string
		for _, row := range answers[i]["rows"].([]any) {
			rows = append(rows, row.(string))
		}
		sum := sha256.Sum256([]byte(strings.Join(rows, "\n")))
		if got := hex.EncodeToString(sum[:8]); len(rows) != want.side || got != want.hash {
			t.Errorf("code %d has %d rows and hash %s, want %d and %s", i, len(rows), got, want.side, want.hash)
		}
	}
	if message := text(t, answers[3], "error"); !strings.Contains(message, "too long") {
		t.Errorf("a text that is too long: %s", message)
	}
}
