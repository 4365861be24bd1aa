package server

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenly/internal/equity"
	"evenly/templates/chart"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// split is a way to part residents into groups, as the page says it.
type split struct {
	attribute string // of the engine
	id        string
	heading   string
	column    string
	one       string                    // "year", "site"
	name      func(value string) string // of a group
	of        func(card) string
}

// yearsCard compares training years: people as dots, never an average alone.
func (d *deck) yearsCard() *page.YearsCard {
	return d.groupCard(split{attribute: "pgy", id: "years", heading: "By training year", column: "Year", one: "year",
		name: func(v string) string { return "PGY-" + v }, of: func(c card) string { return fmt.Sprint(c.PGY) }})
}

// groupCards are the other splits of a program: by site, where it has several.
func (d *deck) groupCards() []*page.YearsCard {
	site := d.groupCard(split{attribute: "site", id: "sites", heading: "By site", column: "Site", one: "site",
		name: func(v string) string { return orElse(v, "No site entered") }, of: func(c card) string { return c.Site }})
	if site == nil {
		return nil
	}
	return []*page.YearsCard{site}
}

// groupCard draws a split, nil with fewer than two groups. Groups that the engine would hide (small ones, and those from
// which a small one could be worked out) are neither drawn nor counted.
func (d *deck) groupCard(s split) *page.YearsCard {
	groups := map[string][]card{}
	for _, c := range d.cards {
		groups[s.of(c)] = append(groups[s.of(c)], c)
	}
	if len(groups) < 2 {
		return nil
	}
	hidden := hiddenGroups(groups)
	y := &page.YearsCard{ID: s.id, Heading: s.heading, Stacks: chart.StacksView{Unit: "Meetings per resident. Line marks the median."},
		Table: ui.Twin{Label: "Meetings by " + s.one, Head: []string{s.column, "Residents", "Median", "Fewest", "Most"}, Num: []int{1, 2, 3, 4}}}
	var left []string
	for _, value := range slices.Sorted(maps.Keys(groups)) {
		g := chart.Group{Name: s.name(value)}
		if hidden[value] {
			y.Table.Rows = append(y.Table.Rows, []string{g.Name, "not shown", "", "", ""})
			left = append(left, g.Name)
			continue
		}
		for _, c := range groups[value] {
			g.Dots = append(g.Dots, chart.Dot{Value: c.read.Count, Flag: c.flag})
		}
		y.Stacks.Groups = append(y.Stacks.Groups, g)
		y.Table.Rows = append(y.Table.Rows, groupRow(g))
	}
	if len(y.Stacks.Groups) == 0 {
		return nil
	}
	y.Takeaway, y.Note = d.groupWords(s)
	if len(left) > 0 {
		y.Note = strings.TrimSpace(y.Note + " " + and(left) + noun(len(left), " is", " are") + " not shown: too few people, or a group of too few could be worked out.")
	}
	return y
}

// hiddenGroups are those under five people, with fewer than five outside, and then the smallest others until at least five
// people are hidden: the same rule as in the engine.
func hiddenGroups(groups map[string][]card) map[string]bool {
	sizes, all, people := map[string]int{}, 0, 0
	for value, list := range groups {
		sizes[value] = len(list)
		all += len(list)
	}
	hidden := map[string]bool{}
	for value, n := range sizes {
		if n < equity.MinGroup || all-n < equity.MinGroup {
			hidden[value] = true
			people += n
		}
	}
	for people > 0 && people < equity.MinGroup {
		smallest, found := "", false
		for _, value := range slices.Sorted(maps.Keys(sizes)) {
			if !hidden[value] && (!found || sizes[value] < sizes[smallest]) {
				smallest, found = value, true
			}
		}
		if !found {
			break
		}
		hidden[smallest] = true
		people += sizes[smallest]
	}
	return hidden
}

func groupRow(g chart.Group) []string {
	low, high := g.Dots[0].Value, g.Dots[0].Value
	for _, dot := range g.Dots {
		low, high = min(low, dot.Value), max(high, dot.Value)
	}
	return []string{g.Name, fmt.Sprint(len(g.Dots)), tenth(g.Median()), fmt.Sprint(low), fmt.Sprint(high)}
}

// groupWords says whether a group stands out, and what such a comparison could have shown at all.
func (d *deck) groupWords(s split) (takeaway, note string) {
	groups := d.Reading.Program.Groups[s.attribute]
	takeaway = fmt.Sprintf("No %s is left out as a whole; the gaps are between people, not %ss.", s.one, s.one)
	if s.attribute == "pgy" {
		takeaway = "No year is left out as a whole; the gaps are between people, not classes."
	}
	for _, g := range groups {
		if g.Suppressed {
			continue
		}
		if g.P != nil && *g.P <= 0.05/float64(max(1, len(groups))) && g.MeanRatio != nil && g.OthersMean != nil {
			than := "less"
			if *g.MeanRatio > *g.OthersMean {
				than = "more"
			}
			takeaway = fmt.Sprintf("%s meets %s often than the other %ss.", s.name(g.Group), than, s.one)
		}
		if g.Visible != nil && *g.Visible > 0 {
			note = fmt.Sprintf("A gap smaller than about %s would usually not show in groups of this size.", percent(1-*g.Visible))
		}
	}
	if len(groups) == 0 && !d.Compared() {
		takeaway = title(s.one) + "s are compared once a week; the first comparison has not run yet."
	}
	return takeaway, note
}
