package main

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// A file is one file of static: its final name and its bytes.
type file struct {
	name string
	data []byte
}

// hashed matches "name-HASHHASH.ext", the form esbuild and own both give.
var hashed = regexp.MustCompile(`^(.+)-[A-Z0-9]{8}(\.[a-z0-9]+)$`)

// plain is the name a template uses: "app-4XK2Q7AB.css" is "app.css".
func plain(name string) string { return hashed.ReplaceAllString(name, "$1$2") }

// own gives a file that esbuild does not handle a name with a hash of its content.
func own(name string, data []byte) file {
	sum := sha256.Sum256(data)
	ext := filepath.Ext(name)
	h := base32.StdEncoding.EncodeToString(sum[:])[:8]
	return file{strings.TrimSuffix(name, ext) + "-" + h + ext, data}
}

// build returns every file of static made from src, twins and manifest included, sorted by name.
func build(src string) ([]file, error) {
	files, err := bundle(src)
	if err != nil {
		return nil, err
	}
	icons, err := sprite(filepath.Join(src, "icons"))
	if err != nil {
		return nil, err
	}
	favicon, err := os.ReadFile(filepath.Join(src, "favicon.svg"))
	if err != nil {
		return nil, err
	}
	files = append(files, own("icons.svg", icons), own("favicon.svg", favicon))
	if files, err = offline(src, files); err != nil {
		return nil, err
	}
	names := map[string]string{}
	var out []file
	for _, f := range files {
		names[plain(f.name)] = f.name
		out = append(append(out, f), twins(f)...)
	}
	list, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		return nil, err
	}
	out = append(out, file{"manifest.json", append(list, '\n')})
	slices.SortFunc(out, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return out, nil
}

// browsers are the oldest we promise: Extended Support Firefox and the Safari of five-year-old phones.
var browsers = []api.Engine{
	{Name: api.EngineChrome, Version: "109"},
	{Name: api.EngineFirefox, Version: "115"},
	{Name: api.EngineSafari, Version: "15.6"},
}

// bundle runs esbuild over the entries of src and returns scripts, styles and the fonts the styles name.
func bundle(src string) ([]file, error) {
	// Names must not depend on where build was started: esbuild hashes paths relative to its working directory.
	src, err := filepath.Abs(src)
	if err != nil {
		return nil, err
	}
	entries, err := filepath.Glob(filepath.Join(src, "*.[cj]s*"))
	if err != nil {
		return nil, err
	}
	r := api.Build(api.BuildOptions{
		EntryPoints: entries, AbsWorkingDir: src, Outdir: src,
		Bundle: true, Write: false,
		EntryNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		Format:           api.FormatESModule,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Engines: browsers, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		Loader: map[string]api.Loader{".woff2": api.LoaderFile},
	})
	var errs []error
	for _, m := range append(r.Errors, r.Warnings...) {
		errs = append(errs, message(m))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var files []file
	for _, f := range r.OutputFiles {
		files = append(files, file{filepath.Base(f.Path), f.Contents})
	}
	return files, nil
}

// message turns what esbuild says into an error. A warning stops the build too: there are none, and there should be none.
func message(m api.Message) error {
	if m.Location == nil {
		return errors.New(m.Text)
	}
	return fmt.Errorf("%s:%d: %s", m.Location.File, m.Location.Line, m.Text)
}

// report prints what goes over the wire for each file, in bytes.
func report(w io.Writer, files []file) error {
	size := map[string]int{}
	for _, f := range files {
		size[f.name] = len(f.data)
	}
	for _, name := range slices.Sorted(maps.Keys(size)) {
		if strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
			continue
		}
		wire, compressed := size[name+".br"]
		if !compressed {
			wire = size[name]
		}
		if _, err := fmt.Fprintf(w, "%-28s %7d bytes, %6d on the wire\n", name, size[name], wire); err != nil {
			return err
		}
	}
	return nil
}
