package urn_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"evenly/internal/survey/urn"
)

// bundleWithPackages builds a script that uses npm packages. They are not part of this repository: to run these tests,
// install @cloudflare/blindrsa-ts and jsqr somewhere with npm and name that folder in EVENLY_NPM.
func bundleWithPackages(t *testing.T, entry string) string {
	t.Helper()
	folder := os.Getenv("EVENLY_NPM")
	if folder == "" {
		t.Skip("EVENLY_NPM names no folder with @cloudflare/blindrsa-ts and jsqr")
	}
	script := filepath.Join(t.TempDir(), "script.mjs")
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Format: api.FormatESModule, Target: api.ES2022,
		Platform: api.PlatformNode, NodePaths: []string{filepath.Join(folder, "node_modules")},
		Banner: map[string]string{"js": `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`},
	})
	if len(result.Errors) > 0 {
		t.Fatalf("bundle: %v", result.Errors)
	}
	writeFile(t, script, result.OutputFiles[0].Contents)
	return script
}

// QR codes of every version in use, read by an independent reader.
func TestQRCodesAreReadByOthers(t *testing.T) {
	t.Parallel()
	script := bundleWithPackages(t, "testdata/qr.mjs")
	var steps []step
	for length := 1; length <= 855; length += 7 {
		steps = append(steps, step{"text": strings.Repeat("https://mentoring.example.org/im/s#Zk9-_", 22)[:length]})
	}
	answers, _ := runNode(t, script, steps...)
	for i, a := range answers {
		if got, want := text(t, a, "text"), steps[i]["text"]; got != want {
			t.Errorf("a code of %d bytes reads %q", len(want.(string)), got)
		}
	}
}

// Our client and server against an independent implementation of RFC 9474.
func TestAgainstTheLibrary(t *testing.T) {
	t.Parallel()
	script := bundleWithPackages(t, "testdata/differential.mjs")
	const rounds = 40
	if answers, _ := runNode(t, script, step{"do": "ours", "rounds": rounds}); answers[0]["good"] != float64(rounds) {
		t.Errorf("the library accepts %v of %d of our client's signatures", answers[0]["good"], rounds)
	}
	keys := generate(t)
	public := keys.Public()
	print := public.Fingerprint()
	blinded, _ := runNode(t, script, step{"do": "blind", "spki": public.Signing, "message": hex.EncodeToString(print[:]), "rounds": rounds})
	var all []any
	for _, one := range blinded[0]["all"].([]any) {
		entry := one.(map[string]any)
		signed, err := keys.BlindSign(octets(t, text(t, entry, "blinded")))
		if err != nil {
			t.Fatal(err)
		}
		entry["signed"] = hex.EncodeToString(signed)
		all = append(all, entry)
	}
	finalized, _ := runNode(t, script, step{"do": "finalize", "spki": public.Signing, "all": all})
	accepted := 0
	for _, raw := range finalized[0]["tokens"].([]any) {
		token, err := urn.ParseToken(octets(t, raw.(string)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := public.Verify(token); err == nil {
			accepted++
		}
	}
	if accepted != rounds {
		t.Errorf("our server accepts %d of %d tokens of the library's client", accepted, rounds)
	}
}
