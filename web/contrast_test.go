package web_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pairs are text or shape on its background and the contrast that WCAG 2 asks of them: 7 for body text, 4.5 for other
// text, 3 for shapes and edges. UX.md section 12 owns the list; the last block is ours.
const pairs = `
ink canvas 7, ink surface 7, ink sunken 7, ink-2 canvas 7, ink-2 surface 7, ink-3 canvas 4.5, ink-3 surface 4.5, ink-3 sunken 4.5,
line-2 surface 3, line-2 canvas 3, line-2 sunken 3,
brand surface 4.5, brand canvas 4.5, on-brand brand 4.5, on-brand brand-2 4.5, brand-ink brand-soft 4.5,
focus canvas 3, focus surface 3, focus brand-soft 3,
low surface 3, low canvas 3, low-ink low-soft 4.5, low-ink surface 4.5,
high surface 3, high canvas 3, high-ink high-soft 4.5, high-ink surface 4.5,
mid surface 3, mid mid-soft 3, warn surface 3, warn-ink warn-soft 4.5,
danger surface 4.5, danger-ink danger-soft 4.5, danger-ink surface 4.5, info-ink info-soft 4.5, info surface 3,
on-low low 4.5, on-high high 4.5,

on-danger danger 4.5, danger canvas 3, danger-ink canvas 4.5, brand-ink canvas 4.5, brand-ink surface 4.5, warn-ink canvas 4.5,
canvas ink 7, ink brand-soft 7, ink info-soft 7, ink warn-soft 7, ink danger-soft 7, ink-3 brand-soft 4.5,
ink-2 mid-soft 4.5, ink-2 mid-softer 4.5, ink-2 sunken 4.5, ink mid-softer 7, line-2 mid-softer 3,
ink av1 4.5, ink av2 4.5, ink av3 4.5, ink av4 4.5, ink av5 4.5, ink av6 4.5,
on-likert likert-2 4.5, on-likert likert-4 4.5`

var (
	block = regexp.MustCompile(`(?s)(:root[^{]*)\{(.*?)\}`)
	token = regexp.MustCompile(`--([a-z0-9-]+):(#[0-9A-Fa-f]{6});`)
)

// themes reads the three blocks of tokens: light, dark by the system, dark by choice.
func themes(t *testing.T) []map[string]string {
	t.Helper()
	css, err := os.ReadFile("src/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, b := range block.FindAllStringSubmatch(string(css), -1) {
		colours := map[string]string{}
		for _, c := range token.FindAllStringSubmatch(b[2], -1) {
			colours[c[1]] = c[2]
		}
		out = append(out, colours)
	}
	if len(out) != 3 {
		t.Fatalf("found %d blocks of tokens, want light, dark by the system and dark by choice", len(out))
	}
	return out
}

// luminance is WCAG's relative luminance of a colour like #0B5D50.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", colour, err)
	}
	linear := func(c uint64) float64 {
		v := float64(c&255) / 255
		if v <= .04045 {
			return v / 12.92
		}
		return math.Pow((v+.055)/1.055, 2.4)
	}
	return .2126*linear(n>>16) + .7152*linear(n>>8) + .0722*linear(n)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func TestEveryPairOfColoursHasItsContrast(t *testing.T) {
	t.Parallel()
	all := themes(t)
	for i, name := range []string{"light", "dark"} {
		colours := map[string]string{}
		for k, v := range all[0] { // dark inherits what it does not change
			colours[k] = v
		}
		for k, v := range all[i] {
			colours[k] = v
		}
		for _, p := range strings.Split(strings.ReplaceAll(pairs, "\n", " "), ",") {
			var front, back string
			var need float64
			if _, err := fmt.Sscan(p, &front, &back, &need); err != nil {
				t.Fatalf("pair %q: %v", p, err)
			}
			if colours[front] == "" || colours[back] == "" {
				t.Fatalf("pair %q: no such token", p)
			}
			if got := contrast(t, colours[front], colours[back]); got < need {
				t.Errorf("%s: %s on %s is %.2f, needs %g", name, front, back, got, need)
			}
		}
	}
}

func TestContrastFormulaMeetsKnownValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#FFFFFF", 21}, {"#767676", "#FFFFFF", 4.54}, {"#1D1B18", "#F6F4EF", 15.63}} {
		if got := contrast(t, c.a, c.b); math.Abs(got-c.want) > .005 {
			t.Errorf("%s on %s = %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestDarkIsTheSameBySystemAndByChoice(t *testing.T) {
	t.Parallel()
	all := themes(t)
	if d := cmp.Diff(all[1], all[2]); d != "" {
		t.Errorf("the two dark blocks of tokens.css differ:\n%s", d)
	}
}

// A colour outside tokens.css would be the same in both themes.
func TestOnlyTokensWriteColours(t *testing.T) {
	t.Parallel()
	hex := regexp.MustCompile(`[:\s,(]#[0-9A-Fa-f]{3,8}\b`)
	files, err := os.ReadDir("src/css")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() == "tokens.css" || f.Name() == "print.css" { // paper is white
			continue
		}
		css, err := os.ReadFile("src/css/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if m := hex.FindString(string(css)); m != "" {
			t.Errorf("src/css/%s writes the colour%s", f.Name(), m)
		}
	}
}
