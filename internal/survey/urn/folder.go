package urn

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"evenly/internal/fault"
)

// Folder keeps the keys of open waves as files, one folder per institution and one file per wave. All app servers share it;
// it is outside the database and must be left out of backups.
type Folder struct{ dir string }

// Wave names a wave: its institution and its own id, as in the database.
type Wave struct{ Institution, ID string }

// OpenFolder opens the folder, making it if need be. It refuses one that others than its owner can read.
func OpenFolder(dir string) (Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Folder{}, fmt.Errorf("make the key folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return Folder{}, fmt.Errorf("look at the key folder: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return Folder{}, fmt.Errorf("the key folder %s may be read by others (mode %04o): chmod 700 it", dir, mode)
	}
	return Folder{dir: dir}, nil
}

// idForm keeps ids from climbing out of the folder.
var idForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$`)

func (f Folder) path(w Wave) (string, error) {
	if !idForm.MatchString(w.Institution) || !idForm.MatchString(w.ID) {
		return "", fmt.Errorf("keys of wave %q of %q: not an id", w.ID, w.Institution)
	}
	return filepath.Join(f.dir, w.Institution, w.ID+".pem"), nil
}

// Create makes the keys of a wave and keeps them. When another server was quicker, its keys are returned: there is only
// ever one pair, and a file is either absent or whole.
func (f Folder) Create(w Wave) (*Keys, error) {
	path, err := f.path(w)
	if err != nil {
		return nil, err
	}
	if keys, err := f.Load(w); !fault.Is(err, fault.NotFound) {
		return keys, err // an opening that was interrupted made them
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make a key folder: %w", err)
	}
	keys, err := Generate()
	if err != nil {
		return nil, err
	}
	switch err := writeNew(path, keys.encode()); {
	case errors.Is(err, fs.ErrExist):
		return f.Load(w)
	case err != nil:
		return nil, fmt.Errorf("keep keys: %w", err)
	}
	return keys, nil
}

// Load reads the keys of a wave. It returns fault.NotFound when there are none: never made, or destroyed.
func (f Folder) Load(w Wave) (*Keys, error) {
	path, err := f.path(w)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Kind: fault.NotFound, Message: "This survey has no keys any more.", Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	keys, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("read keys %s: %w", path, err)
	}
	return keys, nil
}

// Destroy overwrites and removes the keys of a wave; nothing sealed to them can be opened afterwards. Destroying keys that
// are gone is no error, so an interrupted close can be repeated. Overwriting is a courtesy to plain disks: on copy-on-write
// or flash storage old blocks live on for a while, which is why the folder belongs on an encrypted or memory-backed volume.
func (f Folder) Destroy(w Wave) error {
	path, err := f.path(w)
	if err != nil {
		return err
	}
	// First out of sight, so that no other server reads a file that is being overwritten; a repeated Destroy finds it there.
	doomed := path + ".gone"
	if err := os.Rename(path, doomed); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set keys aside: %w", err)
	}
	switch err := overwrite(doomed); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("overwrite keys: %w", err)
	}
	if err := os.Remove(doomed); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove keys: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// writeNew writes a file that appears whole or not at all, and never replaces one.
func writeNew(path string, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text)
	if err == nil {
		err = temporary.Sync()
	}
	if closing := temporary.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	if err := os.Link(temporary.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func overwrite(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	noise := make([]byte, info.Size())
	rand.Read(noise) // never fails
	if _, err := file.WriteAt(noise, 0); err != nil {
		return err
	}
	return file.Sync()
}

// syncDir makes a new or removed name survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// encode writes the keys as two PKCS #8 blocks, the signing key first.
func (k *Keys) encode() []byte {
	var text []byte
	for _, key := range []any{k.signing, k.sealing} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			panic("urn: our own keys always have a PKCS #8 form: " + err.Error())
		}
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
	}
	return text
}

func decode(text []byte) (*Keys, error) {
	first, rest := pem.Decode(text)
	second, _ := pem.Decode(rest)
	if first == nil || second == nil {
		return nil, errors.New("not two PEM blocks")
	}
	signing, err := x509.ParsePKCS8PrivateKey(first.Bytes)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	sealing, err := x509.ParsePKCS8PrivateKey(second.Bytes)
	if err != nil {
		return nil, fmt.Errorf("sealing key: %w", err)
	}
	return keysOf(signing, sealing)
}

func keysOf(signing, sealing any) (*Keys, error) {
	rsaKey, ok := signing.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the signing key is a %T", signing)
	}
	ecKey, ok := sealing.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("the sealing key is a %T", sealing)
	}
	point, err := ecKey.ECDH()
	if err != nil || point.Curve() != ecdh.P256() {
		return nil, errors.New("the sealing key is not on P-256")
	}
	return &Keys{signing: rsaKey, sealing: point}, nil
}
