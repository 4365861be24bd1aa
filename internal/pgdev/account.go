package pgdev

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is a numeric user and its group: the one the server's processes run under.
type account struct {
	uid, gid uint32
}

// self is the account of this process.
func self() account {
	return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}
}

func (a account) name() string {
	if u, err := user.LookupId(strconv.Itoa(int(a.uid))); err == nil {
		return u.Username
	}
	return "user " + strconv.Itoa(int(a.uid))
}

// accountFor chooses the account for the server in dir: this process's own or, for root, the one that the folder
// was given to when it was made, else an unprivileged one.
func accountFor(dir string) (account, error) {
	me := self()
	info, err := os.Stat(dir)
	switch {
	case err == nil && me.uid != 0 && owner(info).uid != me.uid:
		return account{}, fmt.Errorf("the folder %s belongs to %s (it was probably made by root): run the program as root again, "+
			"or remove the folder to start with an empty one", dir, owner(info).name())
	case me.uid != 0:
		return me, nil
	case err == nil && owner(info).uid != 0:
		return owner(info), nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return account{}, fmt.Errorf("look at the Postgres folder: %w", err)
	}
	return unprivileged(), nil
}

// unprivileged is the account that root lends to Postgres: the person who called sudo, the system's postgres, or nobody.
func unprivileged() account {
	if a, ok := numeric(os.Getenv("SUDO_UID"), os.Getenv("SUDO_GID")); ok && a.uid != 0 {
		return a
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			if a, ok := numeric(u.Uid, u.Gid); ok {
				return a
			}
		}
	}
	return account{uid: 65534, gid: 65534} // nobody, on systems without a list of accounts
}

func numeric(uid, gid string) (account, bool) {
	u, err1 := strconv.ParseUint(uid, 10, 32)
	g, err2 := strconv.ParseUint(gid, 10, 32)
	return account{uid: uint32(u), gid: uint32(g)}, errors.Join(err1, err2) == nil
}

// sysProcAttr makes a child run under the account, in a session of its own: an interrupt typed at the terminal is for
// the program, which stops its server when it is done with it.
func (a account) sysProcAttr() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if a != self() {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// barrier returns the first folder above dir that the account cannot pass through, or "".
func (a account) barrier(dir string) string {
	if a == self() {
		return ""
	}
	for parent := filepath.Dir(dir); ; parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err != nil || !a.passes(info) {
			return parent
		}
		if parent == filepath.Dir(parent) {
			return ""
		}
	}
}

func (a account) passes(folder fs.FileInfo) bool {
	need := fs.FileMode(0o001)
	switch of := owner(folder); {
	case of.uid == a.uid:
		need = 0o100
	case of.gid == a.gid:
		need = 0o010
	}
	return folder.Mode()&need != 0
}

// own makes the folder if need be, gives it to the account and closes it to all others. A folder that somebody else
// holds already is refused: names under /tmp can be guessed.
func (a account) own(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the Postgres folder: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the Postgres folder: %w", err)
	}
	if of := owner(info); !info.IsDir() || of.uid != a.uid && of.uid != self().uid {
		return fmt.Errorf("%s is not a folder of %s: remove it", dir, a.name())
	}
	if err := os.Lchown(dir, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give the Postgres folder to %s: %w", a.name(), err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("close the Postgres folder: %w", err)
	}
	return nil
}
