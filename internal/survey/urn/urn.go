// Package urn is the ballot box: it lets every invited person put in one ballot without anybody, the box included, being able
// to say whose it is.
//
// # Two pairs of keys per wave
//
// Each wave of each institution has Keys of its own: one pair signs tokens, the other opens ballots. They live in a Folder of
// files outside the database and its backups and are destroyed when the wave closes. Somebody who holds the database, or a
// backup of it, therefore holds ciphertext and nothing to open it with.
//
// # A token says "invited" and nothing else
//
// A browser makes a random token, blinds it, and has the blinded token signed while its person is signed in: Keys.BlindSign,
// once per person. It unblinds the signature and later, without any cookie, shows the token beside a ballot: Public.Verify.
// Every blinded token ever signed fits every token ever shown equally well, whatever the server kept; that is arithmetic, not a
// promise. The scheme is RSABSSA-SHA384-PSS-Randomized of RFC 9474 with 2048 bits: the key only guards who may answer, for
// some weeks; anonymity does not rest on its size.
//
// A token is the 32 random bytes of its prefix and a signature over prefix and wave fingerprint. It is used up by its ID, the
// SHA-256 of what was signed, so another signature over the same token is the same token.
//
// # A ballot is sealed until the wave closes
//
// Seal encrypts a ballot to the wave's sealing key: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
// AES-256-GCM, which the standard library and every browser's WebCrypto both have. The token's ID and the revision are
// authenticated with it: a sealed ballot moved to another token or revision does not open.
//
// # One key for everybody
//
// A server that gave each person a key of their own would know them by it. So browsers fetch the wave's public keys with and
// without their session, refuse when the two differ, and people can compare the Fingerprint with the one in their invitation.
package urn

import (
	"crypto"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"fmt"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"evenly/internal/fault"
)

// signingBits is the size of the signing key. The browser's client does not depend on it.
const signingBits = 2048

// Keys are the private keys of one wave.
type Keys struct {
	signing *rsa.PrivateKey
	sealing *ecdh.PrivateKey
}

// Generate makes the keys of a wave. It takes some tens of milliseconds.
func Generate() (*Keys, error) {
	signing, err := rsa.GenerateKey(rand.Reader, signingBits)
	if err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	sealing, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a sealing key: %w", err)
	}
	return &Keys{signing: signing, sealing: sealing}, nil
}

// Public gives the public halves.
func (k *Keys) Public() Public {
	spki, err := x509.MarshalPKIXPublicKey(&k.signing.PublicKey)
	if err != nil {
		panic("urn: an RSA key always has an SPKI form: " + err.Error())
	}
	return Public{Signing: spki, Sealing: k.sealing.PublicKey().Bytes()}
}

// BlindSign signs a blinded token. The same blinded token gives the same signature, so a lost reply can be asked for again;
// the caller sees to it that nobody has two different ones signed. It returns fault.Invalid for bytes that are no blinded
// token of this key.
func (k *Keys) BlindSign(blinded []byte) ([]byte, error) {
	signature, err := blindrsa.NewSigner(k.signing).BlindSign(blinded)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Message: "This request does not fit this survey. Reload the page.", Err: err}
	}
	return signature, nil
}

// Public are the public keys of one wave, as browsers fetch them.
type Public struct {
	Signing []byte `json:"signing"` // SubjectPublicKeyInfo, DER
	Sealing []byte `json:"sealing"` // the uncompressed point, 65 bytes
}

// Fingerprint identifies the keys of a wave.
type Fingerprint [sha256.Size]byte

// Fingerprint is the SHA-256 of the two public keys.
func (p Public) Fingerprint() Fingerprint {
	return sha256.Sum256(append(append([]byte{}, p.Signing...), p.Sealing...))
}

// String is the first 100 bits as people compare them with the invitation: five groups of four characters.
func (f Fingerprint) String() string { return grouped(f[:]) }

const (
	prefixSize    = 32
	signatureSize = signingBits / 8
	tokenSize     = prefixSize + signatureSize
)

// Token is the right to put in one ballot.
type Token struct {
	Prefix    [prefixSize]byte
	Signature [signatureSize]byte
}

// ParseToken reads a token as browsers send it: prefix and signature in one. It returns fault.Invalid for anything else.
func ParseToken(b []byte) (Token, error) {
	if len(b) != tokenSize {
		return Token{}, fault.New(fault.Invalid, "This is not a ballot token.")
	}
	return Token{Prefix: [prefixSize]byte(b[:prefixSize]), Signature: [signatureSize]byte(b[prefixSize:])}, nil
}

// Bytes is the token as browsers send it.
func (t Token) Bytes() []byte { return append(append([]byte{}, t.Prefix[:]...), t.Signature[:]...) }

// BallotID is what a ballot is kept under: the hash of its token or slip. It leads to no person.
type BallotID [sha256.Size]byte

// Verify checks a token and gives the id its ballot is kept under. It returns fault.Invalid for a token that is forged or
// belongs to another wave.
func (p Public) Verify(t Token) (BallotID, error) {
	key, err := p.signingKey()
	if err != nil {
		return BallotID{}, err
	}
	message := p.message(t.Prefix)
	digest := sha512.Sum384(message)
	options := rsa.PSSOptions{SaltLength: sha512.Size384, Hash: crypto.SHA384}
	if err := rsa.VerifyPSS(key, crypto.SHA384, digest[:], t.Signature[:], &options); err != nil {
		return BallotID{}, &fault.Error{Kind: fault.Invalid, Message: "This token does not belong to this survey.", Err: err}
	}
	return sha256.Sum256(message), nil
}

// message is what is signed: the random prefix, which RFC 9474 calls preparing, and the wave.
func (p Public) message(prefix [prefixSize]byte) []byte {
	print := p.Fingerprint()
	return append(append([]byte{}, prefix[:]...), print[:]...)
}

func (p Public) signingKey() (*rsa.PublicKey, error) {
	key, err := x509.ParsePKIXPublicKey(p.Signing)
	if err != nil {
		return nil, fmt.Errorf("read a signing key: %w", err)
	}
	rsaKey, ok := key.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("read a signing key: it is a %T", key)
	}
	return rsaKey, nil
}
