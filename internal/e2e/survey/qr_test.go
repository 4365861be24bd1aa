package survey_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"evenly/internal/e2e/browser"
	"evenly/internal/route"
)

// The code that a browser draws, read as a camera would, opens the survey in another browser where nobody is signed in, and
// answers there.
func TestTheCodeOpensTheSurveyElsewhere(t *testing.T) {
	t.Parallel()
	w := newWave(t)
	p := w.as(w.ana, 1280)
	p.Open(w.At.Survey(w.id))
	p.Click(`[data-do="carry"]`)
	p.WaitVisible(".qr svg")
	link := readCode(t, modules(t, p))
	if !strings.HasPrefix(link, w.ana.Base()+route.Ballot(w.At.Institution, w.id)+"#t=") {
		t.Fatalf("the code says %q", link)
	}
	other := browser.New(t, browser.Options{Base: w.ana.Base(), Width: 390, Height: 844})
	other.Open(strings.TrimPrefix(link, w.ana.Base()))
	other.WaitVisible(startButton)
	if n := browser.Eval[int](other, `location.hash.length + document.cookie.length`); n != 0 {
		t.Error("the token stands in the address, or a cookie came along")
	}
	other.Click(startButton)
	for range 4 {
		other.Click(next)
	}
	other.Click(send)
	other.WaitVisible(`[data-part="done"]`)
	if w.ballots() != 1 {
		t.Errorf("%d ballots", w.ballots())
	}
}

var drawn = regexp.MustCompile(`M(\d+) (\d+)h1v1h-1z`)

// modules reads the dark squares of the drawing, without its quiet zone of four.
func modules(t *testing.T, p *browser.Page) [][]bool {
	t.Helper()
	size := browser.Eval[int](p, `document.querySelector('.qr svg').viewBox.baseVal.width`) - 8
	rows := make([][]bool, size)
	for y := range rows {
		rows[y] = make([]bool, size)
	}
	for _, m := range drawn.FindAllStringSubmatch(browser.Eval[string](p, `document.querySelector('.qr path').getAttribute('d')`), -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		rows[y-4][x-4] = true
	}
	return rows
}

// code is a QR code that came through undamaged: ISO/IEC 18004 read backwards, byte mode, correction level L.
type code struct {
	t       *testing.T
	dark    [][]bool
	version int
}

// By version: correction bytes of a block, and blocks, at level L.
var (
	correction = []int{0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28}
	blocks     = []int{0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8}
)

func readCode(t *testing.T, dark [][]bool) string {
	t.Helper()
	c := code{t, dark, (len(dark) - 17) / 4}
	if len(dark) != 17+4*c.version || c.version < 1 || c.version >= len(blocks) {
		t.Fatalf("a code of %d modules", len(dark))
	}
	data := c.inOrder(c.bytes(c.mask()))
	bits, at := func(i int) int { return int(data[i/8]>>(7-i%8)) & 1 }, 0
	number := func(n int) (v int) {
		for range n {
			v, at = v<<1|bits(at), at+1
		}
		return v
	}
	if mode := number(4); mode != 4 {
		t.Fatalf("mode %d, want bytes", mode)
	}
	length := 8
	if c.version > 9 {
		length = 16
	}
	text := make([]byte, number(length))
	for i := range text {
		text[i] = byte(number(8))
	}
	return string(text)
}

// mask reads the format beside the top left finder: the level, and which mask lies over the data.
func (c code) mask() int {
	places := [][2]int{{8, 0}, {8, 1}, {8, 2}, {8, 3}, {8, 4}, {8, 5}, {8, 7}, {8, 8}, {7, 8}, {5, 8}, {4, 8}, {3, 8}, {2, 8}, {1, 8}, {0, 8}}
	format := 0
	for i, p := range places {
		if c.dark[p[1]][p[0]] {
			format |= 1 << i
		}
	}
	format = (format ^ 0x5412) >> 10
	if format>>3 != 1 {
		c.t.Fatalf("correction level %d, want L", format>>3)
	}
	return format & 7
}

// fixed reports whether a module carries no data.
func (c code) fixed(x, y int) bool {
	n := len(c.dark)
	if x == 6 || y == 6 || x < 9 && y < 9 || x >= n-8 && y < 9 || x < 9 && y >= n-8 {
		return true
	}
	if c.version >= 7 && (x >= n-11 && y < 6 || y >= n-11 && x < 6) {
		return true
	}
	near := func(v int) int {
		for _, centre := range c.centres() {
			if v >= centre-2 && v <= centre+2 {
				return centre
			}
		}
		return -1
	}
	cx, cy := near(x), near(y)
	corner := cx == 6 && cy == 6 || cx == 6 && cy == n-7 || cx == n-7 && cy == 6
	return cx >= 0 && cy >= 0 && !corner
}

func (c code) centres() []int {
	if c.version == 1 {
		return nil
	}
	count := c.version/7 + 2
	step := (len(c.dark) - 13 + 2*count - 3) / (2*count - 2) * 2
	out := []int{6}
	for i := count - 2; i >= 0; i-- {
		out = append(out, len(c.dark)-7-i*step)
	}
	return out
}

// bytes walks up and down in columns of two from the right, and takes the mask off.
func (c code) bytes(mask int) []byte {
	light := []func(x, y int) bool{
		func(x, y int) bool { return (x+y)%2 == 0 }, func(_, y int) bool { return y%2 == 0 }, func(x, _ int) bool { return x%3 == 0 },
		func(x, y int) bool { return (x+y)%3 == 0 }, func(x, y int) bool { return (x/3+y/2)%2 == 0 }, func(x, y int) bool { return x*y%2+x*y%3 == 0 },
		func(x, y int) bool { return (x*y%2+x*y%3)%2 == 0 }, func(x, y int) bool { return ((x+y)%2+x*y%3)%2 == 0 }}[mask]
	var out []byte
	n, bits := len(c.dark), 0
	for right := n - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5
		}
		for v := range n {
			y := v
			if (right+1)&2 == 0 {
				y = n - 1 - v
			}
			for _, x := range []int{right, right - 1} {
				if c.fixed(x, y) {
					continue
				}
				if bits%8 == 0 {
					out = append(out, 0)
				}
				if c.dark[y][x] != light(x, y) {
					out[bits/8] |= 1 << (7 - bits%8)
				}
				bits++
			}
		}
	}
	return out[:bits/8]
}

// inOrder takes the blocks apart that were written in turns.
func (c code) inOrder(all []byte) []byte {
	count := blocks[c.version]
	short, long := len(all)/count-correction[c.version], len(all)%count
	parts, at := make([][]byte, count), 0
	for i := range short + 1 {
		for b := range parts {
			if i < short || b >= count-long {
				parts[b] = append(parts[b], all[at])
				at++
			}
		}
	}
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}
