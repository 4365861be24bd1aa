package urn_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"
)

// vector is a test vector of RFC 9474, appendix A, all in hexadecimal.
type vector struct {
	Name       string `json:"name"`
	P          string `json:"p"`
	Q          string `json:"q"`
	N          string `json:"n"`
	E          string `json:"e"`
	D          string `json:"d"`
	InputMsg   string `json:"input_msg"`
	Salt       string `json:"salt"`
	Inv        string `json:"inv"`
	BlindedMsg string `json:"blinded_msg"`
	BlindSig   string `json:"blind_sig"`
	Signature  string `json:"sig"`
}

// vectors gives the RFC's vectors with a salt as long as the hash: the randomized one that Evenly uses, and the
// deterministic one, which differs only in how the message was prepared.
func vectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("../../../../shared/data/rfc9474-vectors.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the vectors of RFC 9474 are not beside this repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	var all, ours []vector
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if strings.Contains(v.Name, "-PSS-") {
			ours = append(ours, v)
		}
	}
	if len(ours) != 2 {
		t.Fatalf("%d vectors, want 2", len(ours))
	}
	return ours
}

func number(t *testing.T, text string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(strings.TrimPrefix(text, "0x"), 16)
	if !ok {
		t.Fatalf("not a number: %.20q", text)
	}
	return n
}

func octets(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (v vector) key(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: number(t, v.N), E: int(number(t, v.E).Int64())},
		D:         number(t, v.D),
		Primes:    []*big.Int{number(t, v.P), number(t, v.Q)},
	}
	key.Precompute()
	if err := key.Validate(); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestServerMeetsTheVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			key := v.key(t)
			got, err := blindrsa.NewSigner(key).BlindSign(octets(t, v.BlindedMsg))
			if err != nil || hex.EncodeToString(got) != v.BlindSig {
				t.Errorf("BlindSign = %x, %v; want %s", got, err, v.BlindSig)
			}
			digest := sha512.Sum384(octets(t, v.InputMsg))
			options := rsa.PSSOptions{SaltLength: 48, Hash: crypto.SHA384}
			if err := rsa.VerifyPSS(&key.PublicKey, crypto.SHA384, digest[:], octets(t, v.Signature), &options); err != nil {
				t.Errorf("the standard library refuses the vector's signature: %v", err)
			}
		})
	}
}

func TestClientMeetsTheVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			spki, err := x509.MarshalPKIXPublicKey(&v.key(t).PublicKey)
			if err != nil {
				t.Fatal(err)
			}
			n := number(t, v.N)
			factor := new(big.Int).ModInverse(number(t, v.Inv), n)
			answers, _ := drive(t, step{
				"do": "vector", "spki": base64.StdEncoding.EncodeToString(spki), "message": v.InputMsg, "salt": v.Salt,
				"factor": hex.EncodeToString(factor.FillBytes(make([]byte, len(n.Bytes())))), "blindSignature": v.BlindSig,
			})
			if got := text(t, answers[0], "blinded"); got != v.BlindedMsg {
				t.Errorf("blinded = %s, want %s", got, v.BlindedMsg)
			}
			if got := text(t, answers[0], "inverse"); number(t, got).Cmp(number(t, v.Inv)) != 0 {
				t.Errorf("inverse = %s, want %s", got, v.Inv)
			}
			if got := text(t, answers[0], "signature"); got != v.Signature {
				t.Errorf("signature = %s, want %s", got, v.Signature)
			}
		})
	}
}
