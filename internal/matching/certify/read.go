package certify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strconv"
)

type instance struct {
	Name, Source, Licence, Note string

	Fallback   *bool
	Seed       string
	Preset     string
	Stages     json.RawMessage
	ListLength int `json:"list_length"`
	AllowMoves int `json:"allow_moves"`
	Mentors    []mentor
	Groups     []group
	Residents  []resident
	Pins       []pair
	Affinity   []affinity
	Current    []pair
}

type mentor struct {
	ID       string
	Min, Max int64
	Group    string
	Ranks    [][]string
}

type group struct {
	ID     string
	Min    int64
	Max    *int64
	Parent string
}

type resident struct {
	ID       string
	Ranks    [][]string
	Excluded []string
	NotWith  []string `json:"not_with"`
}

type pair struct{ Resident, Mentor string }

type affinity struct {
	Resident, Mentor string
	Score            int64
}

type result struct {
	Preset        string
	Profile       []int
	OffList       int   `json:"off_list"`
	OffListAsRank []int `json:"off_list_as_rank"`
	PinnedOffList int   `json:"pinned_off_list"`
	Unmatched     int
	Moved         int
	Shortfall     int
	Missing       []missing
	Hall          *hallSet
	Pairings      []pairing
	Loads         []load
	Stages        []stageValue
	Certificate   certificate
}

type missing struct {
	Mentor, Group string
	Missing       int
}

type hallSet struct {
	Kind              string
	Residents         []string
	Mentors           []string
	Groups            []string
	Needed, Available int
}

type pairing struct {
	Resident      string
	Mentor        *string
	Rank          *int
	OffListAsRank int `json:"off_list_as_rank"`
	Pinned        bool
}

type load struct {
	Mentor string
	Load   int
	Gain   json.RawMessage `json:"gain_if_one_more"`
	Loss   json.RawMessage `json:"loss_if_one_fewer"`
}

type stageValue struct {
	Name  string
	Value json.RawMessage
}

type certificate struct {
	Format, Instance, Seed string
	SeedHash               string `json:"seed_hash"`
	Stages                 []string
	Packs                  []pricedStage
	Budget                 *budget
}

// budget: more moves were allowed than necessary, and held says whose pair was left in place.
type budget struct {
	Moves  int
	Proven bool
	Held   []string
}

type pricedStage struct {
	Counts  []count
	Mentors []struct {
		Mentor string
		Price  int64
	}
	Groups []struct {
		Group string
		Price int64
	}
	Unmatched int64
}

type count struct {
	Stage string
	Rank  int
	Span  int64
}

// unlimited stands for a group's limit that is not given.
const unlimited = int64(1)<<31 - 1

func readInstance(data []byte) (*instance, error) {
	var in instance
	if err := strict(data, &in); err != nil {
		return nil, err
	}
	if err := in.wellFormed(); err != nil {
		return nil, err
	}
	sort.Slice(in.Mentors, func(i, j int) bool { return in.Mentors[i].ID < in.Mentors[j].ID })
	sort.Slice(in.Groups, func(i, j int) bool { return in.Groups[i].ID < in.Groups[j].ID })
	sort.Slice(in.Residents, func(i, j int) bool { return in.Residents[i].ID < in.Residents[j].ID })
	return &in, nil
}

func readResult(data []byte) (*result, error) {
	var res result
	return &res, strict(data, &res)
}

func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("something follows the end")
	}
	return nil
}

// wellFormed checks what the rest relies on: ids that are unique and known, and groups without a circle.
func (in *instance) wellFormed() error {
	known := map[string]bool{}
	name := func(kind, id string) error {
		if known[kind+id] || id == "" {
			return fmt.Errorf("%s %q is empty or appears twice", kind, id)
		}
		known[kind+id] = true
		return nil
	}
	var err error
	first := func(e error) {
		if err == nil {
			err = e
		}
	}
	for _, m := range in.Mentors {
		first(name("mentor ", m.ID))
	}
	for _, g := range in.Groups {
		first(name("group ", g.ID))
	}
	for _, r := range in.Residents {
		first(name("resident ", r.ID))
	}
	need := func(kind, id string) {
		if id != "" && !known[kind+id] {
			first(fmt.Errorf("unknown %s%q", kind, id))
		}
	}
	in.eachReference(need)
	if err == nil {
		err = in.acyclic()
	}
	return err
}

func (in *instance) eachReference(need func(kind, id string)) {
	for _, m := range in.Mentors {
		need("group ", m.Group)
	}
	for _, g := range in.Groups {
		need("group ", g.Parent)
	}
	for _, r := range in.Residents {
		for _, id := range slices.Concat(slices.Concat(r.Ranks...), r.Excluded, r.NotWith) {
			need("mentor ", id)
		}
	}
	for _, p := range slices.Concat(in.Pins, in.Current) {
		need("resident ", p.Resident)
		need("mentor ", p.Mentor)
	}
	for _, a := range in.Affinity {
		need("resident ", a.Resident)
		need("mentor ", a.Mentor)
	}
}

func (in *instance) acyclic() error {
	above := map[string]string{}
	for _, g := range in.Groups {
		above[g.ID] = g.Parent
	}
	for id := range above {
		steps := 0
		for at := id; at != ""; at = above[at] {
			if steps++; steps > len(above) {
				return fmt.Errorf("group %q lies inside itself", id)
			}
		}
	}
	return nil
}

func (in *instance) fallback() bool { return in.Fallback == nil || *in.Fallback }

func (g *group) limit() int64 {
	if g.Max == nil {
		return unlimited
	}
	return *g.Max
}

// hash is the identity of an instance, as the file format defines it: every field as its length, a colon and itself.
func (in *instance) hash() string {
	h := sha256.New()
	put := func(s string) { io.WriteString(h, strconv.Itoa(len(s))+":"+s) }
	number := func(n int64) { put(strconv.FormatInt(n, 10)) }
	ids := func(list []string) {
		set := slices.Compact(slices.Sorted(slices.Values(list)))
		number(int64(len(set)))
		for _, id := range set {
			put(id)
		}
	}
	ranks := func(list [][]string) {
		number(int64(len(list)))
		for _, tie := range list {
			ids(tie)
		}
	}
	pairs := func(kind string, list []pair) {
		put(kind)
		number(int64(len(list)))
		for _, p := range sortedPairs(list) {
			put(p.Resident)
			put(p.Mentor)
		}
	}
	put("evenly-instance-1")
	put(strconv.FormatBool(in.fallback()))
	number(int64(in.ListLength))
	number(int64(in.AllowMoves))
	put("mentors")
	number(int64(len(in.Mentors)))
	for _, m := range in.Mentors {
		put(m.ID)
		number(m.Min)
		number(m.Max)
		put(m.Group)
		ranks(m.Ranks)
	}
	put("groups")
	number(int64(len(in.Groups)))
	for _, g := range in.Groups {
		put(g.ID)
		number(g.Min)
		number(g.limit())
		put(g.Parent)
	}
	put("residents")
	number(int64(len(in.Residents)))
	for _, r := range in.Residents {
		put(r.ID)
		ranks(r.Ranks)
		ids(r.Excluded)
		ids(r.NotWith)
	}
	pairs("pins", in.Pins)
	put("affinity")
	number(int64(len(in.Affinity)))
	for _, a := range sortedAffinity(in.Affinity) {
		put(a.Resident)
		put(a.Mentor)
		number(a.Score)
	}
	pairs("current", in.Current)
	return hex.EncodeToString(h.Sum(nil))
}

func sortedPairs(list []pair) []pair {
	out := slices.Clone(list)
	sort.Slice(out, func(i, j int) bool {
		return out[i].Resident < out[j].Resident || out[i].Resident == out[j].Resident && out[i].Mentor < out[j].Mentor
	})
	return out
}

func sortedAffinity(list []affinity) []affinity {
	out := slices.Clone(list)
	sort.Slice(out, func(i, j int) bool {
		return out[i].Resident < out[j].Resident || out[i].Resident == out[j].Resident && out[i].Mentor < out[j].Mentor
	})
	return out
}

func sha256Hex(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
