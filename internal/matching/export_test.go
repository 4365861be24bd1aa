package matching

// RunWithin matches with another limit on the integers in which counts are written together.
func RunWithin(in Instance, limit int64) Result {
	return compile(&in).solve(limit).result(in.Seed, true)
}

// RunThroughHub matches with a hub, however small the instance; explicit says whether special cases have edges of their
// own. It also tells whether what-ifs can be exact.
func RunThroughHub(in Instance, explicit bool) (Result, bool) {
	lay := layout{hub: in.Fallback, explicit: map[ResidentID]bool{}}
	if explicit {
		lay.special(&in, hubFrom)
	}
	res := compileAs(&in, lay).report(true)
	return res, len(res.Loads) == 0 || res.Loads[0].GainIfOneMore != nil
}
