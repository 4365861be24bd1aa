package urn

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"fmt"

	"evenly/internal/fault"
)

const (
	pointSize = 65 // an uncompressed point of P-256
	tagSize   = 16 // of AES-GCM
	label     = "evenly ballot 1"
)

// SealedSize is the size of a sealed ballot of so many bytes. A sealed ballot of any other size is refused unopened.
func SealedSize(ballot int) int { return pointSize + ballot + tagSize }

// Seal encrypts a ballot to the wave's sealing key, bound to its id and revision. Browsers do this themselves; the server
// does it for ballots that arrive on a printed slip, without scripts.
func (p Public) Seal(id BallotID, revision uint32, ballot []byte) ([]byte, error) {
	point, err := ecdh.P256().NewPublicKey(p.Sealing)
	if err != nil {
		return nil, fmt.Errorf("read a sealing key: %w", err)
	}
	key, err := hpke.NewDHKEMPublicKey(point)
	if err != nil {
		return nil, fmt.Errorf("read a sealing key: %w", err)
	}
	encapsulated, sender, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.AES256GCM(), p.info())
	if err != nil {
		return nil, fmt.Errorf("seal a ballot: %w", err)
	}
	sealed, err := sender.Seal(bound(id, revision), ballot)
	if err != nil {
		return nil, fmt.Errorf("seal a ballot: %w", err)
	}
	return append(encapsulated, sealed...), nil
}

// Open decrypts a sealed ballot. It returns fault.Invalid for one that was changed, or sealed for another wave, id or revision.
func (k *Keys) Open(id BallotID, revision uint32, sealed []byte) ([]byte, error) {
	if len(sealed) < SealedSize(0) {
		return nil, fault.New(fault.Invalid, "This ballot is too short.")
	}
	key, err := hpke.NewDHKEMPrivateKey(k.sealing)
	if err != nil {
		return nil, fmt.Errorf("read a sealing key: %w", err)
	}
	recipient, err := hpke.NewRecipient(sealed[:pointSize], key, hpke.HKDFSHA256(), hpke.AES256GCM(), k.Public().info())
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Message: "This ballot cannot be opened.", Err: err}
	}
	ballot, err := recipient.Open(bound(id, revision), sealed[pointSize:])
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Message: "This ballot cannot be opened.", Err: err}
	}
	return ballot, nil
}

// info binds a sealed ballot to this use and to the wave.
func (p Public) info() []byte {
	print := p.Fingerprint()
	return append([]byte(label), print[:]...)
}

// bound is what a sealed ballot is authenticated with: whoever can write to the database cannot count one ballot twice by
// copying it to another row.
func bound(id BallotID, revision uint32) []byte {
	return binary.BigEndian.AppendUint32(append([]byte{}, id[:]...), revision)
}
