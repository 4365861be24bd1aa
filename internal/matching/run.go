package matching

import (
	"maps"
	"slices"
)

// Options change a run without changing the instance. The zero value runs the instance as it stands, with everything.
type Options struct {
	Preset   Preset  // replaces the instance's preset and stages, unless empty
	Stages   []Stage // replaces both, unless empty
	Seed     *string // replaces the instance's seed, unless nil
	NoWhatIf bool    // leaves out what one place more or fewer would change
	Memory   int64   // how many bytes the run may use; 0 means GOMEMLIMIT, or DefaultMemory without one
}

func (o Options) apply(in Instance) Instance {
	if o.Preset != "" {
		in.Preset, in.Stages = o.Preset, nil
	}
	if len(o.Stages) > 0 {
		in.Stages = o.Stages
	}
	if o.Seed != nil {
		in.Seed = *o.Seed
	}
	return in
}

// Run matches an instance. It fails with an InvalidError when Check finds problems, and with a TooLargeError when memory
// would not suffice; limits that cannot hold are no failure but a Result that is not Feasible.
func Run(in Instance, opt Options) (Result, error) {
	in = opt.apply(in)
	if problems := Check(&in); len(problems) > 0 {
		return Result{}, &InvalidError{problems}
	}
	if err := fits(&in, opt.Memory); err != nil {
		return Result{}, err
	}
	return compile(&in).report(!opt.NoWhatIf), nil
}

// report matches the problem and says all there is to say about it.
func (p *problem) report(whatIf bool) Result {
	preset, _ := p.in.stageOrder()
	again := p
	if whatIf && preset.isReference() {
		p.proposals = make([]wishes, len(p.residents)) // to be shared with the reruns
		again = p.unsolved()
	}
	o := p.solve(packLimit)
	res := o.result(p.in.Seed, true)
	switch {
	case !whatIf:
	case preset.isReference():
		o.rerun(again, &res)
	case o.exactResidual(o.preset):
		o.whatIf(res.Loads)
	}
	return res
}

// solveStages takes the stages in order and settles what they leave tied.
func (p *problem) solveStages(preset Preset, order []Stage, limit int64) *outcome {
	return p.solvePacks(preset, order, p.packs(order, limit), true)
}

// solvePacks solves what the stages come to, and draws the lottery if asked.
func (p *problem) solvePacks(preset Preset, order []Stage, packs []pack, draw bool) *outcome {
	o := &outcome{problem: p, preset: preset, order: order}
	f := newFlow(p)
	for _, k := range packs {
		f.solve(k)
		f.tighten()
		o.solved = append(o.solved, priced{k, slices.Clone(f.price)})
	}
	if len(o.solved) == 0 {
		f.solve(pack{cost: make([]int64, p.classes())}) // nothing to optimise, but the lottery begins with a pairing
	}
	place, stuck := f.realise()
	if len(stuck) > 0 {
		return p.withEdges(stuck).solvePacks(preset, order, packs, draw)
	}
	if draw {
		f.draw(p.in.Seed, place)
	}
	o.at, o.place = f.seats(), place
	return o
}

// withEdges is the problem again, with edges of their own for residents the hub could not serve.
func (p *problem) withEdges(stuck []int32) *problem {
	lay := layout{hub: true, explicit: maps.Clone(p.explicit)}
	for _, r := range stuck {
		lay.explicit[p.residents[r].ID] = true
	}
	q := compileAs(p.in, lay)
	if p.fates != nil {
		q = q.decided(p.fates)
	}
	return q
}
