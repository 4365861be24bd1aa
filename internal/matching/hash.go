package matching

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"maps"
	"slices"
	"strconv"
)

// Hash identifies what is to be matched: people, limits, lists, rules, pins, current pairs. It does not depend on the
// order in which they are given, on free text, on the seed or on the objective; a certificate states those itself.
//
// It is the SHA-256 of a sequence of fields, each written as its length in bytes, a colon and the field, in this order:
// the word "evenly-instance-1", fallback ("true" or "false"), list length, allowed moves; then, each list sorted by id
// and begun with its kind and length, the mentors (id, min, max, group, ranks), groups (id, min, max, parent), residents
// (id, ranks, excluded, not with), pins, affinities and current pairs. A list of ids is its length and the sorted ids.
func (in *Instance) Hash() string {
	w := fieldWriter{sum: sha256.New()}
	w.text("evenly-instance-1")
	w.text(strconv.FormatBool(in.Fallback))
	w.number(in.ListLength)
	w.number(in.AllowMoves)
	w.begin("mentors", len(in.Mentors))
	for _, m := range sortedBy(in.Mentors, func(m Mentor) MentorID { return m.ID }) {
		w.text(string(m.ID))
		w.number(m.Min)
		w.number(m.Max)
		w.text(string(m.Group))
		writeRanks(&w, m.Ranks)
	}
	w.begin("groups", len(in.Groups))
	for _, g := range sortedBy(in.Groups, func(g Group) GroupID { return g.ID }) {
		w.text(string(g.ID))
		w.number(g.Min)
		w.number(g.Max)
		w.text(string(g.Parent))
	}
	w.begin("residents", len(in.Residents))
	for _, r := range pointers(in.Residents, func(a, b *Resident) bool { return a.ID < b.ID }) {
		w.text(string(r.ID))
		writeRanks(&w, r.Ranks)
		writeIDs(&w, r.Excluded)
		writeIDs(&w, r.NotWith)
	}
	w.pairs("pins", in.Pins)
	w.begin("affinity", len(in.Affinity))
	for _, a := range sortedAffinity(in.Affinity) {
		w.text(string(a.Resident))
		w.text(string(a.Mentor))
		w.number(a.Score)
	}
	w.pairs("current", in.Current)
	w.flush()
	return hex.EncodeToString(w.sum.Sum(nil))
}

// A fieldWriter collects fields and hashes them a block at a time.
type fieldWriter struct {
	sum    hash.Hash
	buffer []byte
}

func (w *fieldWriter) text(s string) {
	w.buffer = strconv.AppendInt(w.buffer, int64(len(s)), 10)
	w.buffer = append(append(w.buffer, ':'), s...)
	if len(w.buffer) > 1<<12 {
		w.flush()
	}
}

func (w *fieldWriter) flush() {
	w.sum.Write(w.buffer)
	w.buffer = w.buffer[:0]
}

func (w *fieldWriter) number(n int) {
	var digits [20]byte
	w.text(string(strconv.AppendInt(digits[:0], int64(n), 10)))
}

func (w *fieldWriter) begin(kind string, length int) {
	w.text(kind)
	w.number(length)
}

func (w *fieldWriter) pairs(kind string, pairs []Pair) {
	w.begin(kind, len(pairs))
	for _, p := range sortedPairs(pairs) {
		w.text(string(p.Resident))
		w.text(string(p.Mentor))
	}
}

func writeRanks[ID ~string](w *fieldWriter, ranks [][]ID) {
	w.number(len(ranks))
	for _, tie := range ranks {
		writeIDs(w, tie)
	}
}

// writeIDs writes a set: what stands twice counts once.
func writeIDs[ID ~string](w *fieldWriter, ids []ID) {
	if len(ids) > 1 {
		ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	}
	w.number(len(ids))
	for _, id := range ids {
		w.text(string(id))
	}
}

func sortedBy[T any, ID ~string](list []T, id func(T) ID) []T {
	return slices.SortedFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(id(a), id(b)) })
}

func sortedPairs(pairs []Pair) []Pair {
	return slices.SortedFunc(slices.Values(pairs), comparePairs)
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Resident, b.Resident), cmp.Compare(a.Mentor, b.Mentor))
}

func sortedAffinity(list []Affinity) []Affinity {
	return slices.SortedFunc(slices.Values(list), func(a, b Affinity) int {
		return comparePairs(Pair{a.Resident, a.Mentor}, Pair{b.Resident, b.Mentor})
	})
}

// sortedKeys returns the keys of a table in order, so that nothing ever depends on the order of a map.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
