package survey

// Reading is what the early warning says about one item in one wave.
type Reading string

// The readings. An act opens a task with an owner and a date; a watch is shown.
const (
	None  Reading = "none"
	Watch Reading = "watch"
	Act   Reading = "act"
)

const (
	// FewestUnhappy keeps one or two people from being the alarm.
	FewestUnhappy = 3
	// floorOneIn: one unhappy person in five calls for action whatever it was before, because a program where a fifth are
	// unhappy in every wave never shows an increase.
	floorOneIn = 5
)

// Warning is the early warning of one item in one wave.
type Warning struct {
	Reading    Reading
	Increase   float64 // posterior probability that the unhappy share grew; meaningless when Compared is false
	Compared   bool    // false in the first wave: there is nothing to compare with
	Now, Past  Share   // the two lowest answers; Past pools all earlier waves
	Cuts       Cuts
	AlarmItems int // how many alarm items the cuts allow for
}

// Warn compares the two lowest answers of a wave with all earlier waves pooled. Pass the zero Share as past in the first
// wave. AlarmItems is how many items of the questionnaire may raise an alarm; the more there are, the higher the cut.
func Warn(now, past Share, alarmItems int) Warning {
	w := Warning{Now: now, Past: past, Cuts: CutsFor(alarmItems), AlarmItems: alarmItems}
	if past.N > 0 && now.N > 0 {
		w.Compared, w.Increase = true, ProbabilityOfIncrease(now, past)
	}
	w.Reading = read(now, w.Increase, w.Cuts)
	return w
}

// read applies the rule. An increase of 0 stands for "nothing to compare with".
func read(now Share, increase float64, cuts Cuts) Reading {
	switch {
	case now.K < FewestUnhappy:
		return None
	case increase > cuts.Act || atFloor(now):
		return Act
	case increase > cuts.Watch:
		return Watch
	}
	return None
}

// atFloor compares in whole numbers, so that 5 of 25 is exactly a fifth.
func atFloor(s Share) bool { return floorOneIn*s.K >= s.N }

// Cuts are the posterior probabilities above which an item is watched and acted on.
type Cuts struct{ Watch, Act float64 }
