package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/evanw/esbuild/pkg/api"
)

// prefix is where the server serves static; web.Prefix is the same.
const prefix = "/static/"

// kept is what the page "You're offline" is made of.
var kept = []string{"app.css", "theme.js", "figtree.woff2", "favicon.svg"}

// offline adds the page that is shown without a connection, the web manifest, and the service worker that keeps the page.
func offline(src string, files []file) ([]file, error) {
	for _, name := range []string{"offline.html", "site.webmanifest"} {
		data, err := os.ReadFile(filepath.Join(src, name))
		if err != nil {
			return nil, err
		}
		if data, err = fill(data, files); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, own(name, data))
	}
	worker, err := worker(src, files)
	if err != nil {
		return nil, err
	}
	return append(files, worker), nil
}

var placeholder = regexp.MustCompile(`\{\{([a-z.-]+)\}\}`)

// fill puts addresses in the place of {{plain names}}.
func fill(data []byte, files []file) ([]byte, error) {
	var errs []error
	out := placeholder.ReplaceAllFunc(data, func(m []byte) []byte {
		address, err := address(string(placeholder.FindSubmatch(m)[1]), files)
		errs = append(errs, err)
		return []byte(address)
	})
	return out, errors.Join(errs...)
}

func address(name string, files []file) (string, error) {
	for _, f := range files {
		if plain(f.name) == name {
			return prefix + f.name, nil
		}
	}
	return "", fmt.Errorf("no file %q", name)
}

// worker is the service worker. Its name has no hash: a browser that knows it must find its successor there.
func worker(src string, files []file) (file, error) {
	code, err := os.ReadFile(filepath.Join(src, "worker", "sw.js"))
	if err != nil {
		return file{}, err
	}
	var list []string
	for _, name := range kept {
		a, err := address(name, files)
		if err != nil {
			return file{}, err
		}
		list = append(list, a)
	}
	page, err := address("offline.html", files)
	if err != nil {
		return file{}, err
	}
	names, err := json.Marshal(list)
	if err != nil {
		return file{}, err
	}
	head := fmt.Sprintf("const FILES = %s, OFFLINE = %q;\n", names, page)
	r := api.Transform(head+string(code), api.TransformOptions{
		Loader: api.LoaderJS, Format: api.FormatIIFE, Engines: browsers, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
	})
	if len(r.Errors) > 0 {
		return file{}, message(r.Errors[0])
	}
	return file{"sw.js", r.Code}, nil
}
