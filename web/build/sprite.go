package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// sprite draws every icon of dir (Lucide files on a 24 grid) into one SVG of shapes, named after the files.
//
// Stroke, caps and joins are set once by the class "icon" in the stylesheet, the view box by the <svg> that uses the
// shape, and the paths of an icon are joined into one: together that halves the file.
func sprite(dir string) ([]byte, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, p := range paths {
		shapes, err := drawing(p)
		if err != nil {
			return nil, fmt.Errorf("icon %s: %w", filepath.Base(p), err)
		}
		name := strings.TrimSuffix(filepath.Base(p), ".svg")
		fmt.Fprintf(&b, `<g id="%s">%s</g>`, name, shapes)
	}
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

// drawing returns the shapes of one icon file: one path made of all its paths, then the rest as it is.
func drawing(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var icon struct {
		Shapes []shape `xml:",any"`
	}
	if err := xml.Unmarshal(data, &icon); err != nil {
		return "", err
	}
	var d, rest strings.Builder
	for _, s := range icon.Shapes {
		if s.XMLName.Local == "path" {
			d.WriteString(absolute(s.attr("d")))
		} else {
			rest.WriteString(s.String())
		}
	}
	if d.Len() == 0 {
		return rest.String(), nil
	}
	return `<path d="` + d.String() + `"/>` + rest.String(), nil
}

// A shape is a drawing element of an icon file.
type shape struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
}

func (s shape) attr(name string) string {
	for _, a := range s.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (s shape) String() string {
	var b strings.Builder
	b.WriteString("<" + s.XMLName.Local)
	for _, a := range s.Attrs {
		fmt.Fprintf(&b, ` %s="%s"`, a.Name.Local, a.Value)
	}
	b.WriteString("/>")
	return b.String()
}

// absolute lets a path stand behind another. A leading "m" means "M" only at the very start of path data; behind
// another path it would be relative to it. The pairs that follow the first one stay relative lines.
func absolute(d string) string {
	if !strings.HasPrefix(d, "m") {
		return d
	}
	x, rest := number(d[1:])
	y, rest := number(rest)
	if strings.HasPrefix(rest, " ") || (rest != "" && strings.ContainsRune("-.0123456789", rune(rest[0]))) {
		rest = "l" + strings.TrimLeft(rest, " ")
	}
	if strings.HasPrefix(y, "-") {
		return "M" + x + y + rest
	}
	return "M" + x + " " + y + rest
}

// number splits the first number off path data.
func number(s string) (num, rest string) {
	s = strings.TrimLeft(s, " ,")
	dot := false
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9', r == '-' && i == 0:
		case r == '.' && !dot:
			dot = true
		default:
			return s[:i], s[i:]
		}
	}
	return s, ""
}
