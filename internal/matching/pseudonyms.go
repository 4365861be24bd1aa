package matching

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
)

// Names says who is meant by the ids of a pseudonymous instance: pseudonym to id. It must be kept secret; the instance may
// be published.
type Names struct {
	Residents map[ResidentID]ResidentID
	Mentors   map[MentorID]MentorID
	Groups    map[GroupID]GroupID
}

// Pseudonyms replaces every id by one made from the key of a Commitment, and drops the free text. The match must be run on
// the copy and its pairing translated back: the lottery draws by id, so whoever wants to repeat it needs the ids it was
// drawn with. Because key and seed are fixed before lists close, nobody can try ids until the lottery suits them.
func Pseudonyms(in Instance, key string) (Instance, Names) {
	s := newSubstitution(&in, key)
	out := Instance{Fallback: in.Fallback, ListLength: in.ListLength, AllowMoves: in.AllowMoves,
		Seed: in.Seed, Preset: in.Preset, Stages: in.Stages, Pins: s.pairs(in.Pins), Current: s.pairs(in.Current)}
	for _, m := range in.Mentors {
		m.ID, m.Group, m.Ranks = s.mentors[m.ID], s.groups[m.Group], eachRank(m.Ranks, s.residents)
		out.Mentors = append(out.Mentors, m)
	}
	for _, g := range in.Groups {
		g.ID, g.Parent = s.groups[g.ID], s.groups[g.Parent]
		out.Groups = append(out.Groups, g)
	}
	for _, r := range in.Residents {
		r.ID, r.Ranks = s.residents[r.ID], eachRank(r.Ranks, s.mentors)
		r.Excluded, r.NotWith = each(r.Excluded, s.mentors), each(r.NotWith, s.mentors)
		out.Residents = append(out.Residents, r)
	}
	for _, a := range in.Affinity {
		out.Affinity = append(out.Affinity, Affinity{s.residents[a.Resident], s.mentors[a.Mentor], a.Score})
	}
	out.sort()
	return out, s.names()
}

type substitution struct {
	mentors   map[MentorID]MentorID
	residents map[ResidentID]ResidentID
	groups    map[GroupID]GroupID
}

func newSubstitution(in *Instance, key string) *substitution {
	s := &substitution{map[MentorID]MentorID{}, map[ResidentID]ResidentID{}, map[GroupID]GroupID{"": ""}}
	for _, m := range in.Mentors {
		s.mentors[m.ID] = MentorID(pseudonym(key, "p", string(m.ID)))
	}
	for _, g := range in.Groups {
		s.groups[g.ID] = GroupID(pseudonym(key, "g", string(g.ID)))
	}
	for _, r := range in.Residents {
		// Like a mentor's: somebody who is both stays one person.
		s.residents[r.ID] = ResidentID(pseudonym(key, "p", string(r.ID)))
	}
	return s
}

// pseudonym is 64 bits of HMAC-SHA256(key, kind 0x00 id): without the key nobody can try names against it.
func pseudonym(key, kind, id string) string {
	h := hmac.New(sha256.New, []byte(key))
	io.WriteString(h, kind+"\x00"+id)
	return kind + hex.EncodeToString(h.Sum(nil)[:8])
}

func (s *substitution) pairs(pairs []Pair) []Pair {
	var out []Pair
	for _, p := range pairs {
		out = append(out, Pair{s.residents[p.Resident], s.mentors[p.Mentor]})
	}
	return out
}

func (s *substitution) names() Names {
	delete(s.groups, "")
	return Names{inverse(s.residents), inverse(s.mentors), inverse(s.groups)}
}

func inverse[ID comparable](m map[ID]ID) map[ID]ID {
	out := make(map[ID]ID, len(m))
	for k, v := range m {
		out[v] = k
	}
	return out
}

func each[ID comparable](ids []ID, table map[ID]ID) []ID {
	var out []ID
	for _, id := range ids {
		out = append(out, table[id])
	}
	return out
}

func eachRank[ID comparable](ranks [][]ID, table map[ID]ID) [][]ID {
	var out [][]ID
	for _, tie := range ranks {
		out = append(out, each(tie, table))
	}
	return out
}

// sort puts everything in the order of its ids, so that the order of a file gives nothing away.
func (in *Instance) sort() {
	in.Mentors = sortedBy(in.Mentors, func(m Mentor) MentorID { return m.ID })
	in.Groups = sortedBy(in.Groups, func(g Group) GroupID { return g.ID })
	in.Residents = sortedBy(in.Residents, func(r Resident) ResidentID { return r.ID })
	in.Pins, in.Current, in.Affinity = sortedPairs(in.Pins), sortedPairs(in.Current), sortedAffinity(in.Affinity)
	for i := range in.Residents {
		r := &in.Residents[i]
		slices.Sort(r.Excluded)
		slices.Sort(r.NotWith)
		for _, tie := range r.Ranks {
			slices.Sort(tie)
		}
	}
}
