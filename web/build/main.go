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

// run makes dir/static from dir/src, replacing what was there.
func run(dir string) error {
	files, err := build(filepath.Join(dir, "src"))
	if err != nil {
		return err
	}
	static := filepath.Join(dir, "static")
	if err := os.RemoveAll(static); err != nil {
		return err
	}
	if err := os.MkdirAll(static, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(static, f.name), f.data, 0o644); err != nil {
			return err
		}
	}
	return report(os.Stdout, files)
}
