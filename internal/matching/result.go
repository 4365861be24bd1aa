package matching

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A Result is a pairing with its figures and its proof. It marshals to the file format; the bytes depend on nothing but
// the instance, its seed and its objective.
type Result struct {
	Preset Preset `json:"preset"`
	// Profile counts the residents at rank 1, 2, ... of their lists.
	Profile []int `json:"profile"`
	// OffList counts the residents placed off their lists, but for those below.
	OffList int `json:"off_list"`
	// OffListAsRank counts, at rank 1, 2, ..., those whose list was shorter than the program's.
	OffListAsRank []int `json:"off_list_as_rank"`
	// PinnedOffList counts those the director placed off their lists.
	PinnedOffList int `json:"pinned_off_list"`
	Unmatched     int `json:"unmatched"`
	// Moved counts the current pairs that are broken.
	Moved int `json:"moved"`

	// Shortfall is how much of the hard limits cannot hold: residents without a place (where there is a fallback) and
	// places below a lower limit left empty. Above zero, Missing says where, and Hall who makes it so.
	Shortfall int       `json:"shortfall"`
	Missing   []Missing `json:"missing,omitempty"`
	Hall      *Hall     `json:"hall,omitempty"`

	Pairings    []Pairing    `json:"pairings"` // by resident id
	Loads       []Load       `json:"loads"`    // by mentor id
	Stages      []StageValue `json:"stages"`
	Certificate Certificate  `json:"certificate"`
}

// Feasible reports whether every hard limit holds.
func (r *Result) Feasible() bool { return r.Shortfall == 0 }

// A Pairing is where one resident goes: at a rank of their list, off the list (no rank), or nowhere (no mentor). What it
// points to is shared between pairings, and not to be written to.
type Pairing struct {
	Resident ResidentID `json:"resident"`
	Mentor   *MentorID  `json:"mentor"`
	Rank     *int       `json:"rank"`
	// OffListAsRank is the rank a placement off a short list counts as; 0 when it does not.
	OffListAsRank int  `json:"off_list_as_rank,omitempty"`
	Pinned        bool `json:"pinned,omitempty"`
}

// A Load is how many residents a mentor got, and what another limit would have changed. The changes are nil when the run
// left them out.
type Load struct {
	Mentor         MentorID `json:"mentor"`
	Load           int      `json:"load"`
	GainIfOneMore  *Change  `json:"gain_if_one_more,omitempty"`
	LossIfOneFewer *Change  `json:"loss_if_one_fewer,omitempty"`
}

// Missing is a mentor or a group below its lower limit, or (neither) residents without a place.
type Missing struct {
	Mentor MentorID `json:"mentor,omitempty"`
	Group  GroupID  `json:"group,omitempty"`
	Count  int      `json:"missing"`
}

// A StageValue is the optimum of one stage. Rank stages have a list of counts in the order in which they are minimised or
// maximised (including placements off short lists, at the rank they count as); the lottery has no value.
type StageValue struct {
	Name   Stage
	Value  int64
	Counts []int
}

// MarshalJSON writes the value as a number, a list or null.
func (s StageValue) MarshalJSON() ([]byte, error) {
	var value any = s.Value
	switch {
	case s.Counts != nil:
		value = s.Counts
	case s.Name == Lottery:
		value = nil
	}
	return json.Marshal(struct {
		Name  Stage `json:"name"`
		Value any   `json:"value"`
	}{s.Name, value})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *StageValue) UnmarshalJSON(data []byte) error {
	var raw struct {
		Name  Stage           `json:"name"`
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	s.Name = raw.Name
	if bytes.HasPrefix(raw.Value, []byte("[")) {
		return json.Unmarshal(raw.Value, &s.Counts)
	}
	return json.Unmarshal(raw.Value, &s.Value)
}

// A Certificate proves a result optimal: anyone can check, stage by stage, that no pairing does better (package certify).
type Certificate struct {
	Format   string        `json:"format"`
	Instance string        `json:"instance"` // Instance.Hash
	Seed     string        `json:"seed"`
	SeedHash string        `json:"seed_hash"`
	Stages   []Stage       `json:"stages"`
	Packs    []PricedStage `json:"packs"`
	// Budget is set when a limit on moves decided: the prices then prove the rest, given the pairs held in place.
	Budget *Budget `json:"budget,omitempty"`
}

// CertificateFormat is the version of Certificate this package writes.
const CertificateFormat = "evenly-certificate-1"

// A PricedStage holds the prices that prove the optimum of counts taken together: the first, times the spans of all after
// it, plus the second, and so on. Lower limits, load and affinity stand alone. Prices that are zero are left out.
type PricedStage struct {
	Counts    []Count       `json:"counts"`
	Mentors   []MentorPrice `json:"mentors"`
	Groups    []GroupPrice  `json:"groups"`
	Unmatched int64         `json:"unmatched,omitempty"` // price of having no place
}

// A Count is one number made as small as possible.
type Count struct {
	Stage Stage `json:"stage"`
	Rank  int   `json:"rank,omitempty"`
	Span  int64 `json:"span,omitempty"` // of the integer it is written in
}

// A MentorPrice is what a place with the mentor costs beyond the price of the group.
type MentorPrice struct {
	Mentor MentorID `json:"mentor"`
	Price  int64    `json:"price"`
}

// A GroupPrice is what a place in the group costs beyond the price of the group above.
type GroupPrice struct {
	Group GroupID `json:"group"`
	Price int64   `json:"price"`
}

// WriteResult writes a result in the file format.
func WriteResult(w io.Writer, r *Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// An InvalidError says that an instance cannot be matched as it stands.
type InvalidError struct{ Problems []Problem }

func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Bad lists the problems of an error returned by this package; nil if it is not about the instance.
func Bad(err error) []Problem {
	if invalid, ok := errors.AsType[*InvalidError](err); ok {
		return invalid.Problems
	}
	return nil
}

// A TooLargeError says that an instance would need more memory than the run may use.
type TooLargeError struct{ Bytes, Limit int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the match would need about %d MB of memory, more than the %d MB allowed", e.Bytes>>20, e.Limit>>20)
}
