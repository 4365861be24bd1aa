package auth

// Occupy takes every turn of a Hasher and keeps it, so that a test sees what waiting looks like.
func Occupy(h *Hasher) {
	for range cap(h.turns) {
		h.turns <- struct{}{}
	}
}
