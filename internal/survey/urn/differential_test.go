package urn_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"
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

var record = flag.Bool("record", false, "write the library's numbers anew; needs EVENLY_NPM")

// librarysNumbers are tokens made by the npm package @cloudflare/blindrsa-ts 0.4.4, step by step, with the random numbers
// that it drew. They stand in for the package where it is not installed. To make new ones:
//
//	EVENLY_NPM=folder go test ./internal/survey/urn -run LibrarysNumbers -record
type librarysNumbers struct {
	Key []byte // PKCS #8
	All []struct{ Message, Salt, Factor, Blinded, BlindSignature, Signature string }
}

const numbersFile = "testdata/blindrsa-ts.json"

// Our server signs what the library's client blinded as the library's server does; our check accepts what it made; and our
// client, given the same random numbers, makes the same.
func TestTheLibrarysNumbers(t *testing.T) {
	t.Parallel()
	if *record {
		answers, _ := runNode(t, bundleWithPackages(t, "testdata/differential.mjs"), step{"do": "record", "rounds": 12})
		text, err := json.MarshalIndent(answers[0], "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, numbersFile, append(text, '\n'))
	}
	text, err := os.ReadFile(numbersFile)
	if err != nil {
		t.Fatal(err)
	}
	var numbers librarysNumbers
	if err := json.Unmarshal(text, &numbers); err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(numbers.Key)
	if err != nil {
		t.Fatal(err)
	}
	key := parsed.(*rsa.PrivateKey)
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	var steps []step
	for i, n := range numbers.All {
		if got, err := blindrsa.NewSigner(key).BlindSign(octets(t, n.Blinded)); err != nil || hex.EncodeToString(got) != n.BlindSignature {
			t.Errorf("%d: BlindSign = %x, %v; the library says %s", i, got, err, n.BlindSignature)
		}
		digest := sha512.Sum384(octets(t, n.Message))
		if err := rsa.VerifyPSS(&key.PublicKey, crypto.SHA384, digest[:], octets(t, n.Signature), &rsa.PSSOptions{SaltLength: 48, Hash: crypto.SHA384}); err != nil {
			t.Errorf("%d: the library's token is refused: %v", i, err)
		}
		steps = append(steps, step{"do": "vector", "spki": spki, "message": n.Message, "salt": n.Salt, "factor": n.Factor, "blindSignature": n.BlindSignature})
	}
	answers, _ := drive(t, steps...)
	for i, n := range numbers.All {
		if answers[i]["blinded"] != n.Blinded || answers[i]["signature"] != n.Signature {
			t.Errorf("%d: our client makes %v, the library %+v", i, answers[i], n)
		}
	}
	if len(numbers.All) != 12 {
		t.Errorf("%d tokens, want 12", len(numbers.All))
	}
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
