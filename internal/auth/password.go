package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// cost is what one hash takes. Memory is in KiB, time in passes over it.
type cost struct {
	memory, time uint32
	lanes        uint8
}

// current is the cost of new hashes: the OWASP minimum for argon2id, 19 MiB and two passes on one lane.
var current = cost{memory: 19 * 1024, time: 2, lanes: 1}

// The dearest hash we are willing to verify. A row of the database that asks for more is damaged or planted.
var dearest = cost{memory: 256 * 1024, time: 16, lanes: 16}

const (
	saltBytes = 16
	hashBytes = 32
)

// errFormat means a stored hash is not a PHC string that this package wrote.
var errFormat = errors.New("stored password hash is not an argon2id PHC string")

// Hasher makes and verifies password hashes, a few at a time. It is safe for concurrent use.
type Hasher struct {
	turns chan struct{}
	decoy phc
}

// NewHasher makes a Hasher that lets this many hashes run at once; 0 means half the processors, at least one.
// Each running hash holds 19 MiB.
func NewHasher(atOnce int) *Hasher {
	if atOnce <= 0 {
		atOnce = max(1, runtime.GOMAXPROCS(0)/2)
	}
	return &Hasher{
		turns: make(chan struct{}, atOnce),
		decoy: phc{cost: current, salt: make([]byte, saltBytes), sum: make([]byte, hashBytes)},
	}
}

// Hash returns the PHC string to store for a password. It waits for its turn and fails only when ctx ends first.
// It does not judge the password: see Rules.Check.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	p := phc{cost: current, salt: make([]byte, saltBytes)}
	if _, err := rand.Read(p.salt); err != nil {
		return "", fmt.Errorf("salt a password: %w", err)
	}
	if err := h.wait(ctx); err != nil {
		return "", err
	}
	defer h.done()
	p.sum = p.compute(password)
	return p.String(), nil
}

// Verdict is the outcome of Verify.
type Verdict struct {
	OK    bool // the password is the one that was hashed
	Renew bool // OK, and the hash was made at another cost than today's: store a new one while the password is at hand
}

// Verify compares a password with a stored PHC string. Pass "" when there is no such account or it has no password: the
// answer is then no, after the same work. Fails when ctx ends before its turn, or when the stored string is damaged.
func (h *Hasher) Verify(ctx context.Context, password, stored string) (Verdict, error) {
	p, known := h.decoy, stored != ""
	if known {
		var err error
		if p, err = parsePHC(stored); err != nil {
			return Verdict{}, err
		}
	}
	if err := h.wait(ctx); err != nil {
		return Verdict{}, err
	}
	defer h.done()
	same := subtle.ConstantTimeCompare(p.compute(password), p.sum) == 1
	ok := same && known
	return Verdict{OK: ok, Renew: ok && p.cost != current}, nil
}

func (h *Hasher) wait(ctx context.Context) error {
	select {
	case h.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a turn to hash a password: %w", ctx.Err())
	}
}

func (h *Hasher) done() { <-h.turns }

// normalize gives one byte form to passwords that look alike: an é typed on a phone and on a desk computer may be one
// character or two (NIST 800-63B asks for it; ours is NFC).
func normalize(password string) string { return norm.NFC.String(password) }

// phc is a parsed PHC string: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
type phc struct {
	cost
	salt, sum []byte
}

func (p phc) compute(password string) []byte {
	return argon2.IDKey([]byte(normalize(password)), p.salt, p.time, p.memory, p.lanes, hashBytes)
}

func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.memory, p.time, p.lanes, b64.EncodeToString(p.salt), b64.EncodeToString(p.sum))
}

func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errFormat
	}
	var p phc
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.lanes); n != 3 || err != nil {
		return phc{}, errFormat
	}
	var err1, err2 error
	p.salt, err1 = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	p.sum, err2 = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(p.salt) < 8 || len(p.sum) != hashBytes || !p.affordable() {
		return phc{}, errFormat
	}
	return p, nil
}

func (c cost) affordable() bool {
	return c.time >= 1 && c.lanes >= 1 && c.memory >= 8*uint32(c.lanes) &&
		c.memory <= dearest.memory && c.time <= dearest.time && c.lanes <= dearest.lanes
}
