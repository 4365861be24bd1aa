// Command build makes web/static from web/src: one stylesheet, the scripts, the icon sprite and the fonts.
//
// Every file gets a name that contains a hash of its content, so that a browser may keep it for ever, and two
// compressed twins (.br, .gz), so that nothing is compressed while a person waits. manifest.json maps the plain name
// ("app.css") to the hashed one. Every .css and .js file directly in src is an entry of its own; what lies deeper is
// imported by an entry. Run it with "go generate ./web"; a test fails when static is not what src makes.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// run makes dir/static from dir/src. New files are written before old ones go, so that a program that is compiled
// meanwhile finds either all of the old or all of the new.
func run(dir string) error {
	files, err := build(filepath.Join(dir, "src"))
	if err != nil {
		return err
	}
	static := filepath.Join(dir, "static")
	if err := os.MkdirAll(static, 0o755); err != nil {
		return err
	}
	keep := map[string]bool{}
	for _, f := range files {
		keep[f.name] = true
		if err := os.WriteFile(filepath.Join(static, f.name), f.data, 0o644); err != nil {
			return err
		}
	}
	if err := sweep(static, keep); err != nil {
		return err
	}
	return report(os.Stdout, files)
}

// sweep removes what an earlier run made and this one did not.
func sweep(dir string, keep map[string]bool) error {
	old, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range old {
		if !keep[e.Name()] {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
