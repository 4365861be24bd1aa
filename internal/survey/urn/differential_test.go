package urn_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"evenly/internal/survey/urn"
)

// Our client and server against an independent implementation, the npm package @cloudflare/blindrsa-ts. It is not part of
// this repository: install it somewhere (npm install @cloudflare/blindrsa-ts) and name that folder in EVENLY_BLINDRSA_TS.
func TestAgainstTheLibrary(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("EVENLY_BLINDRSA_TS")
	if folder == "" {
		t.Skip("EVENLY_BLINDRSA_TS names no folder with @cloudflare/blindrsa-ts")
	}
	const rounds = 40
	script := filepath.Join(t.TempDir(), "differential.mjs")
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{"testdata/differential.mjs"}, Bundle: true, Format: api.FormatESModule, Target: api.ES2022,
		Platform: api.PlatformNode, NodePaths: []string{filepath.Join(folder, "node_modules")},
		Banner: map[string]string{"js": `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`},
	})
	if len(result.Errors) > 0 {
		t.Fatalf("bundle: %v", result.Errors)
	}
	writeFile(t, script, result.OutputFiles[0].Contents)

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
