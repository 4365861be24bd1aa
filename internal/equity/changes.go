package equity

// Change is one reading that is not what it was.
type Change struct {
	Dyad   DyadID // empty for the program
	Rule   Rule
	Before string // empty for a pair that was not there, or not compared
	After  string
}

// Changes returns what is different between two readings of a program, in the order of the later one, the program
// last. Pairs that are no longer there are left out.
func Changes(before, after Reading) []Change {
	earlier := map[DyadID]PairReading{}
	for _, d := range before.Dyads {
		earlier[d.ID] = d
	}
	var out []Change
	add := func(id DyadID, rule Rule, was, is string) {
		if was != is {
			out = append(out, Change{id, rule, was, is})
		}
	}
	for _, d := range after.Dyads {
		was := earlier[d.ID]
		add(d.ID, RulePromise, string(was.Promise), string(d.Promise))
		add(d.ID, RulePeer, was.peerWord(), d.peerWord())
	}
	add("", RuleDispersion, string(before.Program.Dispersion.Reading), string(after.Program.Dispersion.Reading))
	return out
}

func (p PairReading) peerWord() string {
	if p.Peer == nil {
		return ""
	}
	return string(p.Peer.Reading)
}
