package matching

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A Commitment is a lottery seed, the key of the run's pseudonyms, and what may be published of them before the lists close.
// Whoever knows the hashes can check, once the seed is revealed, that neither was chosen to suit the lists. The key stays
// secret for good; it only ever proves itself to an auditor.
type Commitment struct {
	Seed    string `json:"seed"` // 128 random bits in hexadecimal: a short seed could be guessed from its hash
	Hash    string `json:"hash"` // SHA-256 of the seed, in hexadecimal
	Key     string `json:"key"`  // 128 random bits in hexadecimal, for Pseudonyms
	KeyHash string `json:"key_hash"`
}

// Commit draws a seed and a key.
func Commit() Commitment { return CommitTo(randomText(), randomText()) }

// CommitTo is the commitment to a seed and a key drawn earlier.
func CommitTo(seed, key string) Commitment {
	return Commitment{Seed: seed, Hash: SeedHash(seed), Key: key, KeyHash: SeedHash(key)}
}

func randomText() string {
	var bits [16]byte
	rand.Read(bits[:]) // never fails: the program ends instead
	return hex.EncodeToString(bits[:])
}

// SeedHash is what Commit publishes: SHA-256 of the seed, in hexadecimal.
func SeedHash(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(sum[:])
}

// A ticket decides the lottery: the smaller one goes first.
type ticket [sha256.Size]byte

func (t ticket) compare(u ticket) int { return bytes.Compare(t[:], u[:]) }

// residentTicket is SHA-256(seed, 0x00, resident): the place in the order of drawing.
func residentTicket(seed string, r ResidentID) ticket {
	return sha256.Sum256([]byte(strings.Join([]string{seed, string(r)}, "\x00")))
}

// pairTicket is SHA-256(seed, 0x00, resident, 0x00, mentor): a resident's choice among mentors of the same rank.
func pairTicket(prefix []byte, m MentorID) (ticket, []byte) {
	text := append(prefix, m...)
	return sha256.Sum256(text), text[:len(prefix)]
}

// pairPrefix is what all tickets of a resident begin with.
func pairPrefix(buffer []byte, seed string, r ResidentID) []byte {
	return append(append(append(append(buffer[:0], seed...), 0), r...), 0)
}
