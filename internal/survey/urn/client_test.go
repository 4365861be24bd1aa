package urn_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle builds a module the way the site does.
func bundle(t *testing.T, entry string, target api.Target) []byte {
	t.Helper()
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Format: api.FormatESModule, Target: target,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LogLevel: api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		t.Fatalf("bundle %s: %v", entry, result.Errors)
	}
	return result.OutputFiles[0].Contents
}

// The anonymous page's client stays small and has no way in for tests.
func TestClientIsSmallAndHasNoHooks(t *testing.T) {
	t.Parallel()
	code := bundle(t, "../../../web/src/ballot/index.js", api.ES2020)
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write(code); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("client: %d bytes, %d gzipped", len(code), zipped.Len())
	if len(code) > 9_000 || zipped.Len() > 4_096 {
		t.Errorf("client: %d bytes, %d gzipped; keep it to a few KB", len(code), zipped.Len())
	}
	for _, banned := range []string{"eval(", "Function(", "innerHTML", "test", "document.cookie"} {
		if bytes.Contains(code, []byte(banned)) {
			t.Errorf("the shipped client contains %q", banned)
		}
	}
}

type step map[string]any

type request struct{ Path, Mode, Credentials, Referrer string }

// drive runs steps through the shipped client under Node and gives one answer each. The same client meets a real browser in
// the end-to-end tests.
func drive(t *testing.T, steps ...step) (answers []map[string]any, requests []request) {
	t.Helper()
	script := filepath.Join(t.TempDir(), "client.mjs")
	writeFile(t, script, bundle(t, "testdata/client.mjs", api.ES2022))
	return runNode(t, script, steps...)
}

func runNode(t *testing.T, script string, steps ...step) (answers []map[string]any, requests []request) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; the browser tests cover the client")
	}
	input, err := json.Marshal(steps)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, script)
	command.Stdin = bytes.NewReader(input)
	var out, complaints strings.Builder
	command.Stdout, command.Stderr = &out, &complaints
	if err := command.Run(); err != nil {
		t.Fatalf("node: %v\n%s", err, complaints.String())
	}
	var result struct {
		Answers  []map[string]any
		Requests []request
	}
	if err := json.Unmarshal([]byte(out.String()), &result); err != nil {
		t.Fatal(err)
	}
	return result.Answers, result.Requests
}

func text(t *testing.T, answer map[string]any, key string) string {
	t.Helper()
	s, ok := answer[key].(string)
	if !ok {
		t.Fatalf("no %s in %v", key, answer)
	}
	return s
}
