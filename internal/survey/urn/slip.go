package urn

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"evenly/internal/fault"
)

// crockford is base 32 without the letters people misread.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const codeLength = 20 // characters of 5 bits: 100 bits

// grouped writes the first 100 bits as XXXX-XXXX-XXXX-XXXX-XXXX.
func grouped(b []byte) string {
	code := crockford.EncodeToString(b)[:codeLength]
	var parts []string
	for ; code != ""; code = code[4:] {
		parts = append(parts, code[:4])
	}
	return strings.Join(parts, "-")
}

// Slip is the code on a printed ballot slip: the right to put in one ballot, for people without scripts or on a shared
// computer. Slips are printed together, cut and drawn, so nobody knows who holds which; the database keeps only their ids.
type Slip string

// NewSlip draws a code of 100 random bits.
func NewSlip() Slip {
	var b [13]byte
	rand.Read(b[:]) // never fails
	return Slip(grouped(b[:]))
}

// ParseSlip reads a code as people type it: any case, with or without the dashes, O for 0 and I or L for 1. It returns
// fault.Invalid for anything that cannot be a code.
func ParseSlip(typed string) (Slip, error) {
	code := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
	if len(code) != codeLength {
		return "", fault.New(fault.Invalid, "A code has %d letters and digits. Check the slip.", codeLength)
	}
	b, err := crockford.DecodeString(code + "0000") // whole bytes: 24 characters
	if err != nil {
		return "", fault.New(fault.Invalid, "This is not a code. Check the slip.")
	}
	return Slip(grouped(b)), nil
}

// ID is what the slip's ballot is kept under in a wave. With 100 random bits behind it, a plain hash cannot be reversed.
func (s Slip) ID(p Public) BallotID {
	print := p.Fingerprint()
	return sha256.Sum256([]byte("evenly slip 1" + string(print[:]) + string(s)))
}
