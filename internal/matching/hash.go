package matching

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
)

// Hash identifies what is to be matched: people, limits, lists, rules, pins, current pairs. It does not depend on the
// order in which they are given, on free text, on the seed or on the objective; a certificate states those itself.
//
// It is the SHA-256 of a sequence of fields, each written as its length in bytes, a colon and the field, in this order:
// the word "evenly-instance-1", fallback ("true" or "false"), list length, allowed moves; then, each list sorted by id
// and begun with its kind and length, the mentors (id, min, max, group, ranks), groups (id, min, max, parent), residents
// (id, ranks, excluded, not with), pins, affinities and current pairs. A list of ids is its length and the sorted ids.
func (in *Instance) Hash() string {
	w := fieldWriter{sha256.New()}
	w.fields("evenly-instance-1", in.Fallback, in.ListLength, in.AllowMoves)
	w.fields("mentors", len(in.Mentors))
	for _, m := range sortedBy(in.Mentors, func(m Mentor) MentorID { return m.ID }) {
		w.fields(m.ID, m.Min, m.Max, m.Group)
		writeRanks(w, m.Ranks)
	}
	w.fields("groups", len(in.Groups))
	for _, g := range sortedBy(in.Groups, func(g Group) GroupID { return g.ID }) {
		w.fields(g.ID, g.Min, g.Max, g.Parent)
	}
	w.fields("residents", len(in.Residents))
	for _, r := range sortedBy(in.Residents, func(r Resident) ResidentID { return r.ID }) {
		w.fields(r.ID)
		writeRanks(w, r.Ranks)
		writeIDs(w, r.Excluded)
		writeIDs(w, r.NotWith)
	}
	w.pairs("pins", in.Pins)
	w.fields("affinity", len(in.Affinity))
	for _, a := range sortedAffinity(in.Affinity) {
		w.fields(a.Resident, a.Mentor, a.Score)
	}
	w.pairs("current", in.Current)
	return hex.EncodeToString(w.Sum(nil))
}

type fieldWriter struct{ hash.Hash }

func (w fieldWriter) fields(values ...any) {
	for _, v := range values {
		s := fmt.Sprint(v)
		fmt.Fprintf(w, "%d:%s", len(s), s)
	}
}

func (w fieldWriter) pairs(kind string, pairs []Pair) {
	w.fields(kind, len(pairs))
	for _, p := range sortedPairs(pairs) {
		w.fields(p.Resident, p.Mentor)
	}
}

func writeRanks[ID ~string](w fieldWriter, ranks [][]ID) {
	w.fields(len(ranks))
	for _, tie := range ranks {
		writeIDs(w, tie)
	}
}

// writeIDs writes a set: what stands twice counts once.
func writeIDs[ID ~string](w fieldWriter, ids []ID) {
	sorted := slices.Compact(slices.Sorted(slices.Values(ids)))
	w.fields(len(sorted))
	for _, id := range sorted {
		w.fields(id)
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
