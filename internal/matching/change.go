package matching

// A Change is what a pairing would gain or lose, stage by stage.
type Change struct{}
