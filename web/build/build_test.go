package main

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// budgets are bytes on the wire, brotli; UX.md sections 5 and 13 own the figures. The extended font comes only with
// names that need it.
var budgets = map[string]int{
	"app.css": 12 << 10, "app.js": 8 << 10, "icons.svg": 3 << 10, "theme.js": 256, "figtree.woff2": 21 << 10,
}

// The page that asks, where nobody is known, runs these and nothing else (layout.Frame.Alone). Unpacked, because whoever
// wants to read what runs there reads it unpacked.
func TestTheAnonymousPageRunsLittle(t *testing.T) {
	t.Parallel()
	files, err := build("../src")
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, f := range files {
		if filepath.Ext(f.name) == ".js" && (strings.HasPrefix(f.name, "ballot-") || strings.HasPrefix(f.name, "theme-")) {
			sum += len(f.data)
		}
	}
	t.Logf("%d bytes of script", sum)
	if sum == 0 || sum > 15<<10 {
		t.Errorf("%d bytes of script on the anonymous page, want at most 15 KB", sum)
	}
}

func TestStaticIsWhatSrcMakes(t *testing.T) {
	t.Parallel()
	files, err := build("../src")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		got, err := os.ReadFile(filepath.Join("../static", f.name))
		if err != nil {
			t.Fatalf("static/%s: %v (run go generate ./web)", f.name, err)
		}
		// A newer compressor may pack the same bytes differently: what counts is what comes out.
		if !bytes.Equal(unpack(t, f.name, got), unpack(t, f.name, f.data)) {
			t.Errorf("static/%s is not what src makes (run go generate ./web)", f.name)
		}
	}
	have, err := os.ReadDir("../static")
	if err != nil {
		t.Fatal(err)
	}
	if len(have) != len(files) {
		t.Errorf("static holds %d files, src makes %d (run go generate ./web)", len(have), len(files))
	}
}

func unpack(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(data)
	switch filepath.Ext(name) {
	case ".br":
		r = brotli.NewReader(r)
	case ".gz":
		zr, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = zr
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

func TestFilesKeepTheirBudgets(t *testing.T) {
	t.Parallel()
	files, err := build("../src")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files {
		name := plain(strings.TrimSuffix(f.name, ".br"))
		most, ok := budgets[name]
		if !ok || (!strings.HasSuffix(f.name, ".br") && filepath.Ext(f.name) != ".woff2") {
			continue
		}
		seen++
		if len(f.data) > most {
			t.Errorf("%s is %d bytes on the wire, at most %d", name, len(f.data), most)
		}
	}
	if seen != len(budgets) {
		t.Errorf("found %d of %d files with a budget", seen, len(budgets))
	}
}

func TestSpriteIsWellFormed(t *testing.T) {
	t.Parallel()
	data, err := sprite("../src/icons")
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(data, new(struct{})); err != nil {
		t.Fatal(err)
	}
}

func TestAbsoluteKeepsADrawingWhereItWas(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"M5 8h2":        "M5 8h2",
		"m5 8 3 8":      "M5 8l3 8",
		"m5 8-3 8":      "M5 8l-3 8",
		"m9 12 2 2 4-4": "M9 12l2 2 4-4",
		"m5-8h2":        "M5-8h2",
		"m6.5.5h2":      "M6.5 .5h2",
	} {
		if got := absolute(in); got != want {
			t.Errorf("absolute(%q) = %q, want %q", in, got, want)
		}
	}
}
