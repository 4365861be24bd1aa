package auth_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"evenly/internal/auth"
)

const (
	good = "violet harbor teaspoon 9"
	// oldSum is argon2id of good at m=8192, t=1, p=1 with the salt "0123456789abcdef".
	oldSum = "DWFCDGLwJTYIOJhnU5sOc1w0Br5MRmZqeQQSINMCfeY"
)

func TestHashAndVerify(t *testing.T) {
	t.Parallel()
	h := auth.NewHasher(2)
	stored, err := h.Hash(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("Hash = %q, want an argon2id PHC string at today's cost", stored)
	}
	again, err := h.Hash(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	if again == stored {
		t.Error("the same password hashed twice gives the same string: the salt is missing")
	}
	for password, want := range map[string]bool{good: true, good + " ": false, "": false} {
		got, err := h.Verify(t.Context(), password, stored)
		if err != nil || got.OK != want || got.Renew {
			t.Errorf("Verify(%q) = %+v, %v, want OK %v", password, got, err, want)
		}
	}
}

func TestVerifyTakesBothFormsOfAnAccent(t *testing.T) {
	t.Parallel()
	h := auth.NewHasher(1)
	stored, err := h.Hash(t.Context(), "caf\u00e9 violet harbor")
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.Verify(t.Context(), "cafe\u0301 violet harbor", stored)
	if err != nil || !got.OK {
		t.Errorf("Verify(decomposed) = %+v, %v, want OK", got, err)
	}
}

func TestVerifyRenewsOldCosts(t *testing.T) {
	t.Parallel()
	const stored = "$argon2id$v=19$m=8192,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" + oldSum
	got, err := auth.NewHasher(1).Verify(t.Context(), good, stored)
	if err != nil || !got.OK || !got.Renew {
		t.Errorf("Verify(old cost) = %+v, %v, want OK and Renew", got, err)
	}
}

// Not parallel: it reads how much memory the process asked for, which is the same on a busy machine. An argon2id run asks
// for its 19 MiB; a shortcut would not.
func TestVerifyWithoutAnAccountDoesTheSameWork(t *testing.T) {
	h := auth.NewHasher(1)
	stored, err := h.Hash(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	for name, hash := range map[string]string{"known": stored, "unknown": ""} {
		if got := refusalBytes(t, h, hash); got < 19<<20 {
			t.Errorf("refusing a password of an %s account takes %d bytes of work, want at least 19 MiB", name, got)
		}
	}
}

// refusalBytes is how many bytes one refusal asks for.
func refusalBytes(t *testing.T, h *auth.Hasher, stored string) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := h.Verify(t.Context(), "wrong", stored)
	if err != nil || got.OK {
		t.Fatalf("Verify(wrong) = %+v, %v, want a refusal", got, err)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestVerifyRefusesDamagedHashes(t *testing.T) {
	t.Parallel()
	h := auth.NewHasher(1)
	for _, stored := range []string{
		"x", "$argon2i$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" + oldSum,
		"$argon2id$v=19$m=4194304,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" + oldSum, // 4 GiB
		"$argon2id$v=19$m=19456,t=0,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" + oldSum,
		"$argon2id$v=19$m=19456,t=2,p=1$MDEy$" + oldSum,
		"$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$YWJj",
	} {
		if got, err := h.Verify(t.Context(), good, stored); err == nil || got.OK {
			t.Errorf("Verify with %q = %+v, %v, want an error", stored, got, err)
		}
	}
}

func TestHashWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := auth.NewHasher(1)
	auth.Occupy(h)
	if _, err := h.Hash(ctx, good); !errors.Is(err, context.Canceled) {
		t.Errorf("Hash while every turn is taken = %v, want context.Canceled", err)
	}
	if _, err := h.Verify(ctx, good, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify while every turn is taken = %v, want context.Canceled", err)
	}
}
