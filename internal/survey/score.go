package survey

import (
	"fmt"
	"math"
	"slices"

	"evenly/internal/fault"
)

// Unanswered stands for an item without an answer where answers are numbers.
const Unanswered = -1

// Score computes one score of an instrument from one person's answers, in the instrument's item order, coded from
// Instrument.Low to Instrument.High, Unanswered where there is none. For Weighted and Gap the items come in pairs:
// importance and satisfaction of an area, actual and preferred of a situation. Scale.Items must be set.
//
// It reports false when too little was answered: a sum needs every item, since a missing one would count as the lowest; a
// mean needs at least half of them.
func (i Instrument) Score(scale ScaleDef, answers []int) (float64, bool) {
	switch i.Combine {
	case Sum, Mean:
		return i.combined(scale, answers)
	case Weighted:
		return weightedSatisfaction(answers)
	case Gap:
		return i.gap(scale, answers)
	}
	return 0, false
}

func (i Instrument) combined(scale ScaleDef, answers []int) (float64, bool) {
	sum, n := 0, 0
	for _, item := range scale.Items {
		if a := answers[item-1]; a != Unanswered {
			sum += i.turned(scale, item, a)
			n++
		}
	}
	factor := scale.Factor
	if factor == 0 {
		factor = 1
	}
	if i.Combine == Sum {
		return factor * float64(sum), n == len(scale.Items)
	}
	if n == 0 || 2*n < len(scale.Items) {
		return 0, false
	}
	return factor * float64(sum) / float64(n), true
}

// turned is an answer seen from the end that counts.
func (i Instrument) turned(scale ScaleDef, item, answer int) int {
	if slices.Contains(scale.Reverse, item) {
		return i.Low + i.High - answer
	}
	return answer
}

// weightedSatisfaction is the mean satisfaction over the areas a person chose, each weighing as much as the person said it
// matters. An area counts if both its halves are answered.
func weightedSatisfaction(answers []int) (float64, bool) {
	weight, sum := 0, 0
	for a := 0; a+1 < len(answers); a += 2 {
		importance, satisfaction := answers[a], answers[a+1]
		if importance != Unanswered && satisfaction != Unanswered {
			weight += importance
			sum += importance * satisfaction
		}
	}
	if weight == 0 {
		return 0, false
	}
	return float64(sum) / float64(weight), true
}

// gap is how much more is preferred than happens, averaged over the situations of a scale with both halves answered; at
// least half of them must be. Item numbers of the scale are those of situations.
func (i Instrument) gap(scale ScaleDef, answers []int) (float64, bool) {
	sum, n := 0, 0
	for _, situation := range scale.Items {
		actual, preferred := answers[2*situation-2], answers[2*situation-1]
		if actual != Unanswered && preferred != Unanswered {
			sum += i.turned(scale, situation, preferred) - i.turned(scale, situation, actual)
			n++
		}
	}
	if n == 0 || 2*n < len(scale.Items) {
		return 0, false
	}
	return float64(sum) / float64(n), true
}

// Range is the lowest and the highest value a score can have.
func (i Instrument) Range(scale ScaleDef) (low, high float64) {
	factor := scale.Factor
	if factor == 0 {
		factor = 1
	}
	low, high = factor*float64(i.Low), factor*float64(i.High)
	switch i.Combine {
	case Sum:
		n := float64(len(scale.Items))
		return low * n, high * n
	case Gap:
		return low - high, high - low
	}
	return low, high
}

// Bin names the part of a distribution a score falls in: the published band, or one of five equal parts of the range. Whole
// scores are never released, because a rare one is as good as a name.
func (i Instrument) Bin(scale ScaleDef, score float64) int {
	if len(i.Bands) > 0 {
		bin := 0
		for b, band := range i.Bands {
			if score >= band.From {
				bin = b
			}
		}
		return bin
	}
	low, high := i.Range(scale)
	return min(max(int(math.Floor((score-low)/(high-low)*Points)), 0), Points-1)
}

// Bins names the parts of a score's distribution, lowest first.
func (i Instrument) Bins(scale ScaleDef) []string {
	var names []string
	for _, band := range i.Bands {
		names = append(names, band.Name)
	}
	if names != nil {
		return names
	}
	low, high := i.Range(scale)
	for b := range Points {
		from := low + (high-low)*float64(b)/Points
		names = append(names, fmt.Sprintf("%.3g to %.3g", from, from+(high-low)/Points))
	}
	return names
}

// Of is the instrument as a questionnaire uses it: with the answers that the program typed in.
func (u InstrumentUse) Of(q Questionnaire) Instrument {
	in, _ := Find(u.Instrument)
	if len(u.Items) > 0 {
		first, _ := q.Item(u.Items[0])
		return in.Answered(first.Options())
	}
	return in
}

// ScalesOf gives the scales of an instrument as a questionnaire uses it, with their items. A number that the program typed
// with a minus is an item scored from the other end.
func (u InstrumentUse) ScalesOf(in Instrument) []ScaleDef {
	scales := slices.Clone(in.Scales)
	for s, scale := range scales {
		if scale.Items == nil {
			for _, item := range u.Scales[scale.Name] {
				if item < 0 {
					item = -item
					scales[s].Reverse = append(scales[s].Reverse, item)
				}
				scales[s].Items = append(scales[s].Items, item)
			}
		}
		if in.Combine == Weighted {
			scales[s].Items = span(1, len(u.Items)/2)
		}
	}
	return slices.DeleteFunc(scales, func(s ScaleDef) bool { return len(s.Items) == 0 })
}

func (q Questionnaire) checkInstruments(wrong *fault.Problems) {
	for i, use := range q.Instruments {
		at := fmt.Sprintf("instruments[%d]", i)
		if _, ok := Find(use.Instrument); !ok {
			wrong.Add(at+".instrument", "Choose an instrument of the library.")
			continue
		}
		q.checkUse(at, use.Of(q), use, wrong)
	}
}

func (q Questionnaire) checkUse(at string, in Instrument, use InstrumentUse, wrong *fault.Problems) {
	if in.Licence == LinkOnly {
		wrong.Add(at+".instrument", "%s is run by its owner. Link to it instead.", in.Name)
	}
	if in.Items > 0 && len(use.Items) != in.Items {
		wrong.Add(at+".items", "%s has %d items.", in.Name, in.Items)
	}
	if (in.Combine == Weighted || in.Combine == Gap) && len(use.Items)%2 != 0 {
		wrong.Add(at+".items", "The items of %s come in pairs.", in.Name)
	}
	for j, id := range use.Items {
		item, ok := q.Item(id)
		if !ok || item.Kind != Rating && item.Kind != Scale || item.Options() != in.Points() {
			wrong.Add(fmt.Sprintf("%s.items[%d]", at, j), "Name a question of this survey with %d ordered answers.", in.Points())
		}
	}
	checkScales(at, in, use, wrong)
}

// checkScales looks at the scales the program sorted itself.
func checkScales(at string, in Instrument, use InstrumentUse, wrong *fault.Problems) {
	most := len(use.Items)
	if in.Combine == Gap {
		most /= 2
	}
	for name, items := range use.Scales {
		here := at + ".scales." + name
		if !slices.ContainsFunc(in.Scales, func(s ScaleDef) bool { return s.Name == name && s.Items == nil }) {
			wrong.Add(here, "%s has no scale of this name that you sort yourself.", in.Name)
		}
		for _, item := range items {
			if item == 0 || item > most || -item > most {
				wrong.Add(here, "Item numbers go from 1 to %d, with a minus where an item is scored from the other end.", most)
			}
		}
	}
	if in.Combine == Unscored || in.Combine == Weighted {
		return
	}
	for _, scale := range in.Scales {
		if scale.Items == nil && len(use.Scales[scale.Name]) == 0 {
			wrong.Add(at+".scales."+scale.Name, "Say which items belong to %s.", scale.Name)
		}
	}
}
