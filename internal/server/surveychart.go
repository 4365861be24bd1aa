package server

import (
	"fmt"
	"slices"
	"strings"

	"evenly/internal/app"
	"evenly/internal/survey"
	"evenly/templates/chart"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// completion is how many answered of all who were asked, survey by survey. Waves too small to be shown have no number.
func completion(r app.Results) *page.Completion {
	c := &page.Completion{Twin: ui.Twin{Label: "Who answered, by survey", Head: []string{"Survey", "Answered", "Asked", "Share"}, Num: []int{1, 2, 3}}}
	var last, before string
	for _, rel := range r.Releases {
		n := rel.Figures.Answered
		row := page.StripRow{Name: rel.Name, Words: "Fewer than 5"}
		twin := []string{rel.Name, "Fewer than 5, so not shown", fmt.Sprint(rel.Invited), ""}
		switch {
		case rel.Figures.Pooled > 0: // of several small surveys together: no share of those who were asked in this one
			row.Words, twin[1] = fmt.Sprintf("%d from %d surveys", n, rel.Figures.Pooled), fmt.Sprintf("%d from %d small surveys", n, rel.Figures.Pooled)
		case !rel.Figures.Suppressed():
			share := fmt.Sprintf("%d%%", wholePercent(n, rel.Invited))
			row.Words = fmt.Sprintf("%d of %d, %s", n, rel.Invited, share)
			row.Strip = chart.Strip{Alt: rel.Name + ": " + row.Words, Of: rel.Invited, Sure: n, Tone: chart.Answering, Mark: enough}
			twin[1], twin[3] = fmt.Sprint(n), share
			before, last = last, row.Words
		}
		c.Rows, c.Twin.Rows = append(c.Rows, row), append(c.Twin.Rows, twin)
	}
	c.Takeaway = answeredWords(last, before)
	return c
}

// enough is the share of answers below which a result carries a caution. It is the dashed line of the chart.
const enough = .70

func answeredWords(last, before string) string {
	text := last + " answered. The dashed line is 70%."
	if before != "" {
		text = last + " answered; before it was " + before + ". The dashed line is 70%."
	}
	return text
}

// asked are the bounds of the two lowest answers among all who were asked, survey by survey: what they would be if nobody
// who stayed silent felt so, and if all of them did.
func askedStrips(r app.Results, id survey.ItemID) []page.StripRow {
	var rows []page.StripRow
	for _, rel := range r.Releases {
		item, ok := rel.Figures.Item(id)
		if !ok || rel.Figures.Pooled > 0 {
			continue
		}
		share, known := item.Figure.BottomTwo()
		if !known || rel.Invited < share.N {
			continue
		}
		most := share.K + rel.Invited - share.N
		words := fmt.Sprintf("%d to %d of %d", share.K, most, rel.Invited)
		rows = append(rows, page.StripRow{Name: rel.Name, Words: words, Strip: chart.Strip{Alt: rel.Name + ": between " + words, Of: rel.Invited,
			Sure: share.K, Unsure: most - share.K, Tone: chart.Unhappy}})
	}
	return rows
}

// fromBottom reports whether "the two lowest answers" means something for an item.
func fromBottom(item survey.Item) bool {
	return item.Kind == survey.Scale || item.Kind == survey.Rating && item.Options() >= 4
}

// lowWords count the two lowest answers of a bar as people.
func lowWords(item survey.Item, f survey.Figure) string {
	share, known := f.BottomTwo()
	if !fromBottom(item) || !known || f.Detail == survey.NearlyAll {
		return ""
	}
	return fmt.Sprintf("%d of %d unhappy", share.K, share.N)
}

// takeaway is the finding of one question in a sentence.
func takeaway(r app.Results, item survey.Item, f survey.Figure) string {
	switch {
	case f.Detail == survey.Suppressed || f.Detail == survey.NearlyAll:
		return strings.TrimSuffix(figureWords(item.Labels(), f), ".") + "."
	case fromBottom(item):
		return lowest(r, item, f)
	case f.Detail != survey.Exact && len(f.Counts) != item.Options():
		return fmt.Sprintf("%d answered: fewer than ten, so in bands.", f.N)
	case item.Kind == survey.YesNo:
		return fmt.Sprintf("%d of %d said yes%s.", f.Counts[1], f.N, yesBefore(r, item.ID))
	case item.Kind == survey.Number:
		return fmt.Sprintf("At least one: %d of %d. More than one: %d of %d.", f.N-f.Counts[0], f.N, f.N-f.Counts[0]-f.Counts[1], f.N)
	}
	top := slices.Index(f.Counts, slices.Max(f.Counts))
	return fmt.Sprintf("Most often: %s, %d of %d.", strings.ToLower(item.Labels()[top]), f.Counts[top], f.N)
}

func lowest(r app.Results, item survey.Item, f survey.Figure) string {
	share, _ := f.BottomTwo()
	text := fmt.Sprintf("%d of %d gave one of the two lowest answers", share.K, share.N)
	if before, ok := earlier(r, item.ID); ok {
		text += fmt.Sprintf("; it was %d of %d", before.K, before.N)
	}
	return text + "."
}

func yesBefore(r app.Results, id survey.ItemID) string {
	for _, rel := range slices.Backward(r.Releases[:len(r.Releases)-1]) {
		if item, ok := rel.Figures.Item(id); ok && item.Figure.Detail == survey.Exact {
			return fmt.Sprintf("; it was %d of %d", item.Figure.Counts[1], item.Figure.N)
		}
	}
	return ""
}

// boundsWords are the last of the strips in a sentence.
func boundsWords(r app.Results, f survey.Figure) string {
	share, known := f.BottomTwo()
	if !known || r.Now().Pooled > 0 || r.Wave.Invited < share.N {
		return ""
	}
	return fmt.Sprintf("Of all %d who were asked, between %d and %d.", r.Wave.Invited, share.K, share.K+r.Wave.Invited-share.N)
}

// readingOf says what the early warning reads for an item, and by which part of its rule. Only those who lead have warnings.
func readingOf(r app.Results, id survey.ItemID) (status *ui.Status, rule string) {
	i := slices.IndexFunc(r.Warnings, func(w survey.ItemWarning) bool { return w.Item == id })
	if i < 0 {
		return nil, ""
	}
	w := r.Warnings[i]
	switch w.Reading {
	case survey.Act:
		return &ui.Status{Text: "Worth acting on", Tone: ui.ToneLow}, whyActing(w.Warning)
	case survey.Watch:
		return &ui.Status{Text: "Worth watching", Tone: ui.Waiting},
			fmt.Sprintf("The group has grown with %s probability. %s: watch above %s, act above %s.", cutPercent(w.Increase), alarmCount(w.AlarmItems), cutPercent(w.Cuts.Watch), cutPercent(w.Cuts.Act))
	}
	return &ui.Status{Text: "Within chance"}, ""
}

func whyActing(w survey.Warning) string {
	var why []string
	if 5*w.Now.K >= w.Now.N {
		why = append(why, fmt.Sprintf("%d of %d is a fifth or more", w.Now.K, w.Now.N))
	}
	if w.Compared {
		why = append(why, fmt.Sprintf("the group has grown with %s probability; the cut is %s with %s", cutPercent(w.Increase), cutPercent(w.Cuts.Act), strings.ToLower(alarmCount(w.AlarmItems))))
	}
	text := strings.Join(why, ", and ") + "."
	return strings.ToUpper(text[:1]) + text[1:]
}

func alarmCount(n int) string { return ui.Count(n, "alarm question", "alarm questions") }

// cutPercent writes a probability in percent, with a tenth where it has one: the cuts do.
func cutPercent(p float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", 100*p), ".0") + "%"
}

// worryFirst brings what asks for an act to the top, then what is worth watching; the rest stays in the order of the survey.
func worryFirst(r app.Results, items []page.ResultItem) {
	rank := func(item page.ResultItem) int {
		i := slices.IndexFunc(r.Warnings, func(w survey.ItemWarning) bool { return string(w.Item) == item.ID })
		if i < 0 {
			return 0
		}
		return map[survey.Reading]int{survey.Act: -2, survey.Watch: -1}[r.Warnings[i].Reading]
	}
	slices.SortStableFunc(items, func(a, b page.ResultItem) int { return rank(a) - rank(b) })
}

func paletteOf(item survey.Item) chart.Palette {
	if item.Kind == survey.Number {
		return chart.Amounts
	}
	return chart.Feelings
}
