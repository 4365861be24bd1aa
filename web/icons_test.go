package web_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An icon that does not exist draws nothing and breaks nothing, so nobody would notice.
func TestEveryIconThatIsNamedExists(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`\bIcon(?:\(|:\s*)"([a-z0-9-]+)"|\bEmpty\("([a-z0-9-]+)"`)
	for _, root := range []string{"../templates", "../internal"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".templ") && !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_templ.go") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range named.FindAllStringSubmatch(string(source), -1) {
				name := m[1] + m[2]
				if _, err := os.Stat("src/icons/" + name + ".svg"); err != nil {
					t.Errorf("%s names the icon %q, which is not in web/src/icons", path, name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
