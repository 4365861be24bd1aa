package imports_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the repository, seen from this package.
const root = "../.."

// topLevel are the folders of the repository; bin and tmp are never committed, and names with a dot are for tools.
var topLevel = []string{"cmd", "docs", "internal", "migrations", "templates", "web", "bin", "tmp"}

func TestTopLevelIsFixed(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case strings.HasPrefix(name, "."):
		case e.IsDir() && !slices.Contains(topLevel, name):
			t.Errorf("%s/ is a new folder at the top: everything has its place in %q", name, topLevel)
		case strings.HasSuffix(name, ".go"):
			t.Errorf("%s lies at the top: programs live in cmd, everything else in a package", name)
		}
	}
}

// longest is the number of lines at which a file wants to be two.
const longest = 500

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	for path, text := range sources(t, ".go", ".templ", ".js", ".css") {
		if lines := bytes.Count(text, []byte("\n")); lines > longest {
			t.Errorf("%s has %d lines, more than %d: split it along a seam", path, lines, longest)
		}
	}
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for path, text := range sources(t, ".go") {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatalf("read %s: %v", path, err)
		}
		dir := filepath.Dir(path)
		documented[dir] = documented[dir] || hasPackageComment(file)
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("the package in %s has no comment that says what it is", dir)
		}
	}
}

func hasPackageComment(file *ast.File) bool {
	return file.Doc != nil && strings.TrimSpace(file.Doc.Text()) != ""
}

// sources returns our own source files by path. What is generated or vendored is left out.
func sources(t *testing.T, extensions ...string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && path != root && skipped(path, e.Name()) {
			return fs.SkipDir
		}
		if e.IsDir() || !slices.Contains(extensions, filepath.Ext(path)) || written(e.Name()) {
			return nil
		}
		files[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatalf("read the sources: %v", err)
	}
	return files
}

func skipped(path, name string) bool {
	generated := path == filepath.Join(root, "web", "static")
	return generated || strings.HasPrefix(name, ".") || name == "bin" || name == "tmp" || name == "testdata" || name == "node_modules"
}

// written reports whether a program wrote the file.
func written(name string) bool {
	return strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, ".min.js")
}
