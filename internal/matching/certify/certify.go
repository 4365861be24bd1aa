// Package certify checks that a match is what it claims to be. It reads the two files anybody may be handed, the instance
// and the result, and shares no code with the solver: a mistake would have to be made twice, independently, to pass.
//
// # What is checked
//
// The result is about this instance (a hash); every resident has exactly one allowed placement; no upper limit is passed;
// every figure printed follows from the pairing. Then the stages, one by one, each among the pairings that are optimal for
// all before it. A stage's cost is a sum over residents of c(placement) plus, for lower limits and loads, a convex function
// phi of the number of residents at a mentor or in a group. The certificate gives a price z to every mentor and group (own
// price p, plus the price of the group above). For any prices whatever, and any pairing within the bounds,
//
//	cost >= sum over residents of min(c + z) + sum over mentors and groups of min over loads x of (phi(x) - p*x),
//
// because each resident's c + z is at least the minimum, and the prices paid cancel those received (this is weak duality of
// linear programming). So if the printed pairing costs exactly the right-hand side, no pairing costs less: that equation is
// the proof, checked in integers of 128 bits. A placement that is above its resident's minimum, or a load outside the
// minimisers of phi(x) - p*x, belongs to no optimum; it is dropped before the next stage. What remains is exactly the set
// of optima.
//
// The last stage, the lottery, has no cost: it is drawn again on what remains. A deferred acceptance has no cost either: it
// is checked to leave no resident and mentor who would both rather have each other. What one place more or fewer would
// change is not part of the proof and is not checked.
package certify

import (
	"fmt"
	"strings"
)

// A Refuted error lists what is wrong with a result.
type Refuted struct{ Reasons []string }

func (r *Refuted) Error() string { return strings.Join(r.Reasons, "\n") }

// A Report says what was verified.
type Report struct {
	Residents, Mentors int
	Feasible           bool // every hard limit holds
	Stages             []string
	// Held counts the residents held in their pair because only so many moves were allowed. The proof is for the rest: that
	// no other choice of whom to hold does better is the solver's word.
	Held           int
	Seed, SeedHash string
}

// Verify checks a result against its instance, both in the file format. It returns a *Refuted error when the result is not
// proven, and another error when a file cannot be read.
func Verify(instance, result []byte) (Report, error) {
	in, err := readInstance(instance)
	if err != nil {
		return Report{}, fmt.Errorf("instance: %w", err)
	}
	res, err := readResult(result)
	if err != nil {
		return Report{}, fmt.Errorf("result: %w", err)
	}
	v := &verifier{in: in, res: res}
	v.run()
	if len(v.reasons) > 0 {
		return Report{}, &Refuted{v.reasons}
	}
	report := Report{Residents: len(in.Residents), Mentors: len(in.Mentors), Feasible: res.Shortfall == 0,
		Stages: res.Certificate.Stages, Seed: res.Certificate.Seed, SeedHash: res.Certificate.SeedHash}
	if b := res.Certificate.Budget; b != nil {
		report.Held = len(b.Held)
	}
	return report, nil
}

// A verifier collects reasons to refuse. Later checks rely on earlier ones and are not begun after a failure.
type verifier struct {
	in      *instance
	res     *result
	model   *model
	placed  []placement // of each resident
	carried []int64     // residents at or below each node
	counted counted
	tight   *tight // what the stages verified so far leave
	reasons []string
}

func (v *verifier) refuse(format string, args ...any) {
	if len(v.reasons) < 100 {
		v.reasons = append(v.reasons, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) run() {
	for _, check := range []func(){
		v.identity, v.buildModel, v.placements, v.upperLimits, v.figures, v.loads, v.stageValues, v.hall, v.optimality,
	} {
		if check(); len(v.reasons) > 0 {
			return
		}
	}
}

// identity: the certificate is about this instance and this seed.
func (v *verifier) identity() {
	c := v.res.Certificate
	if c.Format != "evenly-certificate-1" {
		v.refuse("unknown certificate format %q", c.Format)
	}
	if hash := v.in.hash(); c.Instance != hash {
		v.refuse("the certificate is for instance %s, not %s", c.Instance, hash)
	}
	if hash := sha256Hex(c.Seed); c.SeedHash != hash {
		v.refuse("the seed's hash is %s, not %s", hash, c.SeedHash)
	}
	v.order()
}

func (v *verifier) optimality() {
	if v.res.Preset == "deferred-acceptance" {
		v.stable()
		return
	}
	v.stagesProven()
	if len(v.reasons) == 0 {
		v.drawAgain()
	}
}
