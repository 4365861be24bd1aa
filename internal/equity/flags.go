package equity

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Flag is one thing a reading says somebody should look at, with all that the rule looked at. Flags are stored and
// never changed: Recompute gives the same outcome from the stored inputs years later.
type Flag struct {
	Rule    Rule            `json:"rule"`
	Version int             `json:"version"` // of the rule; a change of the rule is a new version
	Dyad    DyadID          `json:"dyad"`    // empty for the program
	Window  Span            `json:"window"`  // the days that are judged
	Inputs  json.RawMessage `json:"inputs"`
	Outcome
}

// Rule names what raises a flag.
type Rule string

// The rules; their flags concern live pairs, and the program.
const (
	RulePromise    Rule = "promise"    // missed, escalated
	RulePeer       Rule = "peer"       // lower, higher
	RuleDispersion Rule = "dispersion" // uneven
)

// ruleVersion is stored with every flag. Recompute keeps every version it ever had.
const ruleVersion = 1

// Outcome is what a rule makes of its inputs: State as in the readings, because Value is beyond Cut.
type Outcome struct {
	Value float64 `json:"value"` // promise: missed windows in a row; peer and dispersion: the p-value
	Cut   float64 `json:"cut"`
	State string  `json:"state"`
}

// promiseInputs are what a promise flag was raised on.
type promiseInputs struct {
	promiseRule
	Windows []Window `json:"windows"`
}

func (in promiseInputs) outcome() (Outcome, error) {
	windows := slices.Clone(in.Windows)
	promise := in.judge(windows)
	row := 0
	for _, w := range windows {
		switch w.State {
		case WindowMissed:
			row++
		case WindowMet:
			row = 0
		}
	}
	cut := 1.0
	if promise == PromiseEscalated {
		cut = 2
	}
	return Outcome{Value: float64(row), Cut: cut, State: string(promise)}, nil
}

// peerInputs name no pair: the one concerned is known by its place among the exposures.
type peerInputs struct {
	Pair  int        `json:"pair"`
	Pairs []Exposure `json:"pairs"`
	Q     float64    `json:"q"`
	Day   int        `json:"day"`
}

func (in peerInputs) outcome() (Outcome, error) {
	if in.Pair < 0 || in.Pair >= len(in.Pairs) || !exposed(in.Pairs) {
		return Outcome{}, errInputs
	}
	peers := ComparePeers(in.Pairs, in.Q, in.Day)
	p := peers.Pairs[in.Pair]
	out := Outcome{Value: p.PLow, Cut: peers.CutLow, State: string(p.Reading)}
	if p.Reading == PeerHigher {
		out.Value, out.Cut = p.PHigh, peers.CutHigh
	}
	return out, nil
}

type dispersionInputs struct {
	Pairs []Exposure `json:"pairs"`
	Day   int        `json:"day"`
	Seed  string     `json:"seed"`
	Draws int        `json:"draws"`
}

func (in dispersionInputs) outcome() (Outcome, error) {
	if in.Draws < 1 || in.Draws > maxDraws || !exposed(in.Pairs) {
		return Outcome{}, errInputs
	}
	d := Disperse(in.Pairs, in.Day, in.Seed, in.Draws)
	return Outcome{Value: d.P, Cut: unevenP, State: string(d.Reading)}, nil
}

// errInputs is the answer to inputs that no reading has left behind.
var errInputs = errors.New("equity: the inputs of the flag do not make sense together")

func exposed(pairs []Exposure) bool {
	return !slices.ContainsFunc(pairs, func(e Exposure) bool { return e.Days < 1 || e.Count < 0 })
}

// Flags returns what a reading flags, in the order of its pairs, the program last. It is weekly work, except that a
// dispersion flag stands for the quarter its seed belongs to.
func (r Reading) Flags() []Flag {
	flags := []Flag{}
	pairs, places := r.exposures()
	since := Span{r.AsOf - Date(r.Program.Day), r.AsOf}
	for _, d := range r.Dyads {
		if d.Standing == Live && d.Promise.Broken() {
			flags = append(flags, r.promiseFlag(d))
		}
		if d.reads(PeerLower) || d.reads(PeerHigher) {
			in := peerInputs{places[d.ID], pairs, r.Q, r.Program.Day}
			flags = append(flags, newFlag(RulePeer, d.ID, since, in))
		}
	}
	if r.Program.Dispersion.Reading == Uneven {
		in := dispersionInputs{pairs, r.Program.Day, r.Seed, r.Draws}
		flags = append(flags, newFlag(RuleDispersion, "", since, in))
	}
	return flags
}

// exposures of the pairs that are compared, sorted by id, and the place of each pair among them.
func (r Reading) exposures() (pairs []Exposure, places map[DyadID]int) {
	compared := slices.DeleteFunc(slices.Clone(r.Dyads), func(d PairReading) bool { return d.Peer == nil })
	slices.SortFunc(compared, func(a, b PairReading) int { return cmp.Compare(a.ID, b.ID) })
	places = map[DyadID]int{}
	for i, d := range compared {
		places[d.ID] = i
		pairs = append(pairs, Exposure{d.Count, d.ActiveDays})
	}
	return pairs, places
}

// promiseFlag is about the window missed last.
func (r Reading) promiseFlag(d PairReading) Flag {
	in := promiseInputs{Windows: d.Windows, promiseRule: promiseRule{AsOf: r.AsOf, Grace: r.Grace}}
	var missed Window
	for _, w := range d.Windows {
		if w.State == WindowMissed {
			missed = w
		}
	}
	in.Enough = enough(r.MinActiveDays, int(missed.To-missed.From)+1)
	return newFlag(RulePromise, d.ID, Span{missed.From, missed.To}, in)
}

// inputs are what one rule looks at, complete.
type inputs interface{ outcome() (Outcome, error) }

func newFlag(rule Rule, dyad DyadID, window Span, in inputs) Flag {
	text, err := json.Marshal(in)
	if err != nil {
		panic(err) // numbers, dates and text: there is nothing in the inputs that JSON cannot hold
	}
	outcome, err := in.outcome()
	if err != nil {
		panic(err) // the inputs were taken from a reading a moment ago
	}
	return Flag{Rule: rule, Version: ruleVersion, Dyad: dyad, Window: window, Inputs: text, Outcome: outcome}
}

// Recompute applies the rule of a stored flag to its stored inputs. Of the flag it reads Rule, Version and Inputs; it
// fails where they do not make sense together.
func Recompute(f Flag) (Outcome, error) {
	switch {
	case f.Version != ruleVersion:
	case f.Rule == RulePromise:
		return recompute[promiseInputs](f.Inputs)
	case f.Rule == RulePeer:
		return recompute[peerInputs](f.Inputs)
	case f.Rule == RuleDispersion:
		return recompute[dispersionInputs](f.Inputs)
	}
	return Outcome{}, fmt.Errorf("equity: no rule %q of version %d", f.Rule, f.Version)
}

func recompute[In inputs](text json.RawMessage) (Outcome, error) {
	var in In
	if err := json.Unmarshal(text, &in); err != nil {
		return Outcome{}, fmt.Errorf("equity: stored inputs of a flag: %w", err)
	}
	return in.outcome()
}
