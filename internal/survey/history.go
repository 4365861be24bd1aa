package survey

import "slices"

// BottomTwo is how many people gave one of the two worst answers to a five-point item, as far as the figure may tell: false
// for a suppressed figure, which enters no comparison.
func (f Figure) BottomTwo() (Share, bool) {
	switch {
	case f.Detail == Exact:
		return Counts(f.Counts).BottomTwo(), true
	case f.Detail == Banded:
		return Share{K: f.Counts[0], N: f.N}, true
	case f.Detail == NearlyAll && f.Bands:
		return all(f.Answer == 1, f.N), true
	case f.Detail == NearlyAll:
		return all(f.Answer <= 2, f.N), true
	}
	return Share{}, false
}

func all(unhappy bool, n int) Share {
	if unhappy {
		return Share{K: n, N: n}
	}
	return Share{N: n}
}

// Item finds the result of an item in a release.
func (r Release) Item(id ItemID) (ItemResult, bool) {
	i := slices.IndexFunc(r.Items, func(item ItemResult) bool { return item.ID == id })
	if i < 0 {
		return ItemResult{}, false
	}
	return r.Items[i], true
}

// ItemWarning is the early warning of one alarm item.
type ItemWarning struct {
	Item ItemID
	Warning
}

// Warnings reads the alarm items of a released wave against all releases before it. Items that are suppressed now have no
// warning; earlier waves in which they were suppressed do not count.
func (q Questionnaire) Warnings(now Release, before []Release) []ItemWarning {
	var warnings []ItemWarning
	for _, item := range q.Items {
		share, known := bottomTwo(now, item.ID)
		if !item.Alarm || !known {
			continue
		}
		past := Share{}
		for _, earlier := range before {
			if s, ok := bottomTwo(earlier, item.ID); ok {
				past = past.Plus(s)
			}
		}
		warnings = append(warnings, ItemWarning{Item: item.ID, Warning: Warn(share, past, q.AlarmItems())})
	}
	return warnings
}

func bottomTwo(r Release, id ItemID) (Share, bool) {
	item, ok := r.Item(id)
	if !ok {
		return Share{}, false
	}
	return item.Figure.BottomTwo()
}
