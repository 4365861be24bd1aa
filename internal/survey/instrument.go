package survey

import (
	"slices"
	"time"

	"evenly/internal/fault"
)

// InstrumentKey names a published instrument of the library.
type InstrumentKey string

// Licence says how item text may come into a questionnaire. No text of any instrument ships with Evenly.
type Licence string

// The licences.
const (
	OpenWithCredit Licence = "open with credit" // the text may be typed in, with the source named; still attested
	AskFirst       Licence = "ask first"        // the text may be typed in once somebody attests the owner's permission
	LinkOnly       Licence = "link only"        // run by its owner; Evenly only links to it
)

// Combine says how item answers become a score.
type Combine string

// The ways to combine.
const (
	Sum      Combine = "sum"
	Mean     Combine = "mean"
	Weighted Combine = "weighted" // satisfaction weighted by importance, per area
	Gap      Combine = "gap"      // mean of preferred minus mean of actual
	Unscored Combine = "unscored" // descriptive
)

// ScaleDef is one score of an instrument.
type ScaleDef struct {
	Name    string
	Items   []int   // item numbers from 1; nil: the program sorts the items, form in hand, when it types them (InstrumentUse.Scales)
	Reverse []int   // item numbers that are scored from the other end
	Factor  float64 // multiplies the combined answers; 0 means 1
}

// Band names a range of a score: from From up to the next band.
type Band struct {
	From float64
	Name string
}

// Instrument is what the library knows of a published instrument: structure, scoring and terms, no item text.
type Instrument struct {
	Key       InstrumentKey
	Name      string
	Source    string // who wrote it, when
	Measures  string
	Items     int // 0: as many as the program or the person chooses
	Low, High int // the numbers of the lowest and highest answer; High 0: as many answers as the printed form has
	Combine   Combine
	Scales    []ScaleDef
	Bands     []Band   // of the one score of a single-scale instrument, lowest first
	Matters   float64  // a change of the score that matters; 0 where none is published
	Wellness  bool     // about the answerer's health: help is shown at once, nothing reaches a director by person
	NotBy     []ItemID // group questions its scores must not be split by
	Checked   string   // what its structure and scoring were compared with; what could not be is taken from the form as it is typed
	Licence   Licence
	Terms     string // what is known of the terms, for whoever attests
}

// Answered is the instrument with its answers as the printed form has them, where the library does not know their number.
func (i Instrument) Answered(options int) Instrument {
	if i.High == 0 {
		i.High = i.Low + options - 1
	}
	return i
}

// Points is the number of answers to an item; 0 when the printed form says it.
func (i Instrument) Points() int {
	if i.High == 0 {
		return 0
	}
	return i.High - i.Low + 1
}

// Attestation is somebody's word that the program may use an instrument's text.
type Attestation struct {
	By    string    // a name, shown beside the instrument
	On    time.Time // the day
	Basis string    // licence number, letter, or the open licence relied on
}

// MayEnter says whether item text of the instrument may be typed in on the strength of an attestation: nil, or
// fault.Forbidden for an instrument that is only linked to, or fault.Invalid with what is missing.
func (i Instrument) MayEnter(a Attestation) error {
	if i.Licence == LinkOnly {
		return fault.New(fault.Forbidden, "%s is run by its owner. Link to it instead.", i.Name)
	}
	var wrong fault.Problems
	if a.By == "" {
		wrong.Add("by", "Say who confirms this.")
	}
	if a.On.IsZero() {
		wrong.Add("on", "Give the date.")
	}
	if len(a.Basis) < 10 {
		wrong.Add("basis", "Say what the permission rests on: a letter, a licence number, or the open licence.")
	}
	return wrong.Err()
}

// mayBeSplitBy leaves out the breakdowns that would compare what cannot be compared.
func (i Instrument) mayBeSplitBy(breakdowns []ItemID) []ItemID {
	return slices.DeleteFunc(slices.Clone(breakdowns), func(by ItemID) bool { return slices.Contains(i.NotBy, by) })
}

// Library lists the instruments in the order in which a person chooses among them.
func Library() []Instrument { return slices.Clone(library) }

// Find looks an instrument up.
func Find(key InstrumentKey) (Instrument, bool) {
	i := slices.IndexFunc(library, func(in Instrument) bool { return in.Key == key })
	if i < 0 {
		return Instrument{}, false
	}
	return library[i], true
}
