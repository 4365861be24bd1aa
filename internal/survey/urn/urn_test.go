package urn_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"evenly/internal/fault"
	"evenly/internal/survey/urn"
)

func writeFile(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func generate(t *testing.T) *urn.Keys {
	t.Helper()
	keys, err := urn.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	keys, others := generate(t), generate(t)
	id, ballot := urn.BallotID{1, 2, 3}, bytes.Repeat([]byte{7}, 1280)
	sealed, err := keys.Public().Seal(id, 4, ballot)
	if err != nil || len(sealed) != urn.SealedSize(len(ballot)) {
		t.Fatalf("Seal = %d bytes, %v; want %d", len(sealed), err, urn.SealedSize(len(ballot)))
	}
	if got, err := keys.Open(id, 4, sealed); err != nil || !bytes.Equal(got, ballot) {
		t.Fatalf("Open = %x, %v", got, err)
	}
	changed := bytes.Clone(sealed)
	changed[200] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another token's row": func() ([]byte, error) { return keys.Open(urn.BallotID{9}, 4, sealed) },
		"another revision":    func() ([]byte, error) { return keys.Open(id, 5, sealed) },
		"another wave":        func() ([]byte, error) { return others.Open(id, 4, sealed) },
		"changed":             func() ([]byte, error) { return keys.Open(id, 4, changed) },
		"short":               func() ([]byte, error) { return keys.Open(id, 4, sealed[:70]) },
		"no point":            func() ([]byte, error) { return keys.Open(id, 4, make([]byte, len(sealed))) },
	} {
		if got, err := open(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: Open = %x, %v; want it refused", name, got, err)
		}
	}
}

func TestBlindSignRefusesStrangeBytes(t *testing.T) {
	t.Parallel()
	keys := generate(t)
	for _, blinded := range [][]byte{nil, make([]byte, 255), make([]byte, 257), bytes.Repeat([]byte{255}, 256)} {
		if _, err := keys.BlindSign(blinded); !fault.Is(err, fault.Invalid) {
			t.Errorf("BlindSign of %d bytes: %v, want it refused", len(blinded), err)
		}
	}
}

func TestSlips(t *testing.T) {
	t.Parallel()
	slip := urn.NewSlip()
	for _, typed := range []string{string(slip), "  " + string(slip) + " "} {
		if got, err := urn.ParseSlip(typed); err != nil || got != slip {
			t.Errorf("ParseSlip(%q) = %q, %v", typed, got, err)
		}
	}
	if got, err := urn.ParseSlip("oil0 2345 6789 abcd efgh"); err != nil || got != "0110-2345-6789-ABCD-EFGH" {
		t.Errorf("ParseSlip of misread letters = %q, %v", got, err)
	}
	for _, typed := range []string{"", "0110-2345-6789-ABCD", "0110-2345-6789-ABCD-EFGU", "0110-2345-6789-ABCD-EFGH-0"} {
		if _, err := urn.ParseSlip(typed); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseSlip(%q): %v, want it refused", typed, err)
		}
	}
	one, other := generate(t).Public(), generate(t).Public()
	if slip.ID(one) == slip.ID(other) {
		t.Error("a slip has the same id in two waves")
	}
}

func folder(t *testing.T) (urn.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	f, err := urn.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func TestKeysSurviveUntilDestroyed(t *testing.T) {
	t.Parallel()
	f, dir := folder(t)
	wave := urn.Wave{Institution: "im", ID: "b3"}
	if _, err := f.Load(wave); !fault.Is(err, fault.NotFound) {
		t.Fatalf("Load before Create: %v", err)
	}
	made, err := f.Create(wave)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := made.Public().Seal(urn.BallotID{}, 0, []byte("ballot"))
	if err != nil {
		t.Fatal(err)
	}
	read, err := f.Load(wave)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read.Open(urn.BallotID{}, 0, sealed); err != nil || string(got) != "ballot" {
		t.Errorf("after a restart: %q, %v", got, err)
	}
	if read.Public().Fingerprint() != made.Public().Fingerprint() {
		t.Error("the fingerprint changed")
	}
	for range 2 {
		if err := f.Destroy(wave); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Load(wave); !fault.Is(err, fault.NotFound) {
		t.Errorf("Load after Destroy: %v", err)
	}
	if names := files(t, dir); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A close that was interrupted between setting the keys aside and overwriting them is finished by the next one.
func TestInterruptedDestroyIsFinished(t *testing.T) {
	t.Parallel()
	f, dir := folder(t)
	wave := urn.Wave{Institution: "im", ID: "b3"}
	if _, err := f.Create(wave); err != nil {
		t.Fatal(err)
	}
	path := files(t, dir)[0]
	if err := os.Rename(path, path+".gone"); err != nil {
		t.Fatal(err)
	}
	if err := f.Destroy(wave); err != nil {
		t.Fatal(err)
	}
	if names := files(t, dir); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

// Several servers open the same wave at once: they all get the same keys.
func TestCreateTogether(t *testing.T) {
	t.Parallel()
	f, dir := folder(t)
	prints := make([]urn.Fingerprint, 6)
	var all sync.WaitGroup
	for i := range prints {
		all.Go(func() {
			keys, err := f.Create(urn.Wave{Institution: "im", ID: "w1"})
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = keys.Public().Fingerprint()
		})
	}
	all.Wait()
	for _, print := range prints {
		if print != prints[0] {
			t.Errorf("two pairs of keys for one wave: %v and %v", print, prints[0])
		}
	}
	if names := files(t, dir); len(names) != 1 {
		t.Errorf("files: %v, want one", names)
	}
}

func TestFolderIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := urn.OpenFolder(dir); err == nil {
		t.Error("a folder everybody can read is accepted")
	}
	f, inside := folder(t)
	for _, wave := range []urn.Wave{{"..", "w"}, {"im", "../../etc/x"}, {"im", ""}, {"", "w"}, {"im/x", "w"}} {
		if _, err := f.Create(wave); err == nil {
			t.Errorf("Create(%v) left the folder", wave)
		}
	}
	if _, err := f.Create(urn.Wave{Institution: "im", ID: "w1"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range files(t, inside) {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", name, info.Mode(), err)
		}
	}
}

func TestDamagedKeyFile(t *testing.T) {
	t.Parallel()
	f, dir := folder(t)
	wave := urn.Wave{Institution: "im", ID: "w1"}
	if _, err := f.Create(wave); err != nil {
		t.Fatal(err)
	}
	writeFile(t, files(t, dir)[0], []byte("not keys"))
	if _, err := f.Load(wave); err == nil || errors.Is(err, fs.ErrNotExist) || fault.Is(err, fault.NotFound) {
		t.Errorf("Load of a damaged file: %v; want an error that is not 'gone'", err)
	}
}
