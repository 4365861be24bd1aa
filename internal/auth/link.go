package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"unicode"
)

const (
	tokenBytes    = 32
	codeDigits    = 6
	codeSaltBytes = 16
)

// Link is what travels to the person, once, by mail. Never store or log it.
type Link struct {
	Token string // 43 characters of base64url, for the address
	Code  string // six digits, for typing on another computer
}

// Stored is what stays with us.
type Stored struct {
	TokenHash []byte // SHA-256 of the token: 32 bytes; unique, so links are found by it
	CodeHash  []byte // salt and keyed hash of the code: 48 bytes
}

// NewLink makes a fresh link and what to store of it.
func NewLink() (Link, Stored, error) {
	raw := make([]byte, tokenBytes+codeSaltBytes)
	if _, err := rand.Read(raw); err != nil {
		return Link{}, Stored{}, fmt.Errorf("make a link: %w", err)
	}
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return Link{}, Stored{}, fmt.Errorf("make a code: %w", err)
	}
	link := Link{
		Token: base64.RawURLEncoding.EncodeToString(raw[:tokenBytes]),
		Code:  fmt.Sprintf("%0*d", codeDigits, number),
	}
	sum := sha256.Sum256([]byte(link.Token))
	return link, Stored{TokenHash: sum[:], CodeHash: hashCode(raw[tokenBytes:], link.Code)}, nil
}

// TokenHash is the hash by which a presented token is looked up. It is false for text that no NewLink ever made, so that
// nonsense in an address costs no query.
func TokenHash(token string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != tokenBytes {
		return nil, false
	}
	sum := sha256.Sum256([]byte(token))
	return sum[:], true
}

// MatchesToken reports whether this is the token that was stored, in constant time.
func (s Stored) MatchesToken(token string) bool {
	hash, ok := TokenHash(token)
	return ok && subtle.ConstantTimeCompare(hash, s.TokenHash) == 1
}

// MatchesCode reports whether this is the code that was stored, in constant time. Spaces and dashes that a person types or
// that mail programs insert ("123 456") do not matter. The caller counts attempts and burns the link after a few.
func (s Stored) MatchesCode(code string) bool {
	if len(s.CodeHash) != codeSaltBytes+sha256.Size {
		return false
	}
	return hmac.Equal(hashCode(s.CodeHash[:codeSaltBytes], tidyCode(code)), s.CodeHash)
}

// hashCode is the salt followed by HMAC-SHA-256 of the code under it.
func hashCode(salt []byte, code string) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(code))
	return mac.Sum(append([]byte(nil), salt...))
}

func tidyCode(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '–' {
			return -1
		}
		return r
	}, code)
}
