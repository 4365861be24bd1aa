package matching

// RunWithin matches with another limit on the integers in which counts are written together.
func RunWithin(in Instance, limit int64) Result {
	return compile(&in).solve(limit).result(in.Seed, true)
}
