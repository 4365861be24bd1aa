package matching

import (
	"bufio"
	"encoding/json"
	"io"
)

// WriteInstance writes an instance in the file format, so that Parse reads it back the same.
func WriteInstance(w io.Writer, in *Instance) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(in.file()); err != nil {
		return err
	}
	return b.Flush()
}

// The types of the file, with its names and without what need not be said.
type (
	instanceFile struct {
		Name       string         `json:"name,omitempty"`
		Source     string         `json:"source,omitempty"`
		Licence    string         `json:"licence,omitempty"`
		Note       string         `json:"note,omitempty"`
		Fallback   bool           `json:"fallback"`
		Seed       string         `json:"seed,omitempty"`
		Preset     Preset         `json:"preset,omitempty"`
		Stages     []Stage        `json:"stages,omitempty"`
		ListLength int            `json:"list_length,omitempty"`
		AllowMoves int            `json:"allow_moves,omitempty"`
		Mentors    []mentorFile   `json:"mentors"`
		Groups     []groupFile    `json:"groups,omitempty"`
		Residents  []residentFile `json:"residents"`
		Pins       []Pair         `json:"pins,omitempty"`
		Affinity   []Affinity     `json:"affinity,omitempty"`
		Current    []Pair         `json:"current,omitempty"`
	}
	mentorFile struct {
		ID    MentorID       `json:"id"`
		Min   int            `json:"min"`
		Max   int            `json:"max"`
		Group GroupID        `json:"group,omitempty"`
		Ranks [][]ResidentID `json:"ranks,omitempty"`
	}
	groupFile struct {
		ID     GroupID `json:"id"`
		Min    int     `json:"min"`
		Max    *int    `json:"max,omitempty"`
		Parent GroupID `json:"parent,omitempty"`
	}
	residentFile struct {
		ID       ResidentID   `json:"id"`
		Ranks    [][]MentorID `json:"ranks"`
		Excluded []MentorID   `json:"excluded,omitempty"`
		NotWith  []MentorID   `json:"not_with,omitempty"`
	}
)

func (in *Instance) file() instanceFile {
	f := instanceFile{Name: in.Name, Source: in.Source, Licence: in.Licence, Note: in.Note,
		Fallback: in.Fallback, Seed: in.Seed, Preset: in.Preset, Stages: in.Stages,
		ListLength: in.ListLength, AllowMoves: in.AllowMoves, Pins: in.Pins, Affinity: in.Affinity, Current: in.Current,
		Mentors: make([]mentorFile, 0, len(in.Mentors)), Residents: make([]residentFile, 0, len(in.Residents))}
	for _, m := range in.Mentors {
		f.Mentors = append(f.Mentors, mentorFile{m.ID, m.Min, m.Max, m.Group, withoutNil(m.Ranks)})
	}
	for i := range in.Groups {
		g := &in.Groups[i]
		out := groupFile{ID: g.ID, Min: g.Min, Parent: g.Parent}
		if g.Max != Unlimited {
			out.Max = &g.Max
		}
		f.Groups = append(f.Groups, out)
	}
	for _, r := range in.Residents {
		ranks := withoutNil(r.Ranks)
		if ranks == nil {
			ranks = [][]MentorID{}
		}
		f.Residents = append(f.Residents, residentFile{r.ID, ranks, r.Excluded, r.NotWith})
	}
	return f
}

// withoutNil writes an empty rank as [], which is a list, and not as null, which is none.
func withoutNil[ID ~string](ranks [][]ID) [][]ID {
	for i, tie := range ranks {
		if tie == nil {
			fixed := append([][]ID(nil), ranks...)
			for j := i; j < len(fixed); j++ {
				if fixed[j] == nil {
					fixed[j] = []ID{}
				}
			}
			return fixed
		}
	}
	return ranks
}
