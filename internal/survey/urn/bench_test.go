package urn_test

import (
	"bytes"
	"testing"

	"evenly/internal/survey/urn"
)

// What a request costs the server: reading the keys, signing a blinded token, opening a ballot at close.
func BenchmarkKeys(b *testing.B) {
	dir := b.TempDir() + "/keys"
	f, err := urn.OpenFolder(dir)
	if err != nil {
		b.Fatal(err)
	}
	wave := urn.Wave{Institution: "im", ID: "w1"}
	keys, err := f.Create(wave)
	if err != nil {
		b.Fatal(err)
	}
	sealed, err := keys.Public().Seal(urn.BallotID{}, 0, make([]byte, 1280))
	if err != nil {
		b.Fatal(err)
	}
	blinded := bytes.Repeat([]byte{1}, 256)
	for name, work := range map[string]func() error{
		"Load":      func() error { _, err := f.Load(wave); return err },
		"BlindSign": func() error { _, err := keys.BlindSign(blinded); return err },
		"Open":      func() error { _, err := keys.Open(urn.BallotID{}, 0, sealed); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := work(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
