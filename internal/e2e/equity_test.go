package e2e_test

import (
	"testing"

	"evenly/internal/e2e/browser"
)

// The leads' page is taken to meetings on paper: three sheets at most.
func TestTheLeadsPagePrintsOnThreeSheets(t *testing.T) {
	t.Parallel()
	p := sharedHospital(t).as("Helen Marsh", browser.Options{Width: 1280, Height: 900})
	p.Open(im)
	if n := p.Sheets(); n < 1 || n > 3 {
		t.Errorf("the leads' page prints on %d sheets", n)
	}
}

// Every page around readings and steps passes axe-core in light and dark, on a desktop and on small phones, and fits them.
func TestPagesOfStepsAreAccessible(t *testing.T) {
	t.Parallel()
	p := sharedHospital(t).as("Helen Marsh", browser.Options{Width: 1280, Height: 900})
	p.Open(im + "/pairs?flag=low")
	pair, _ := p.Attr("tbody th a", "href")
	for _, path := range []string{pair, pair + "/ask", pair + "/offer-change", im + "/level-up", im + "/flags", im + "/opportunities/offers"} {
		for _, width := range []int{1280, 390, 320} {
			p.SetViewport(width, 900)
			p.Dark(width == 390)
			p.Open(path)
			p.Accessible()
			if over := p.Overflow(); over > 0 {
				t.Errorf("%s at %d px is %d px too wide", path, width, over)
			}
		}
	}
}
