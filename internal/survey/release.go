package survey

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Release is all that remains of a wave, and all that may be shown of it. It holds no joint answers and nothing that is not
// a Figure, a group's name or a comment on its own. Comments are there once enough people answered the survey, however few
// of them wrote one: nobody knows who did, and three voices of thirty are the ones to be heard.
type Release struct {
	Answered int           `json:"answered"`           // people; 0 when they are fewer than the threshold
	Pooled   int           `json:"pooled,omitempty"`   // how many small waves this is made of; 0 for an ordinary wave
	Items    []ItemResult  `json:"items,omitempty"`    // closed items, in the questionnaire's order
	Scores   []ScoreResult `json:"scores,omitempty"`   // scores of instruments
	Comments []Comment     `json:"comments,omitempty"` // per item, shuffled
	Spoiled  int           `json:"spoiled,omitempty"`  // ballots nobody could read; set by who opens them
}

// Suppressed reports that too few people answered for anything to be shown.
func (r Release) Suppressed() bool { return r.Answered == 0 }

// ItemResult is what may be shown of one item.
type ItemResult struct {
	ID         ItemID            `json:"id"`
	Figure     Figure            `json:"figure"`
	Breakdowns []BreakdownResult `json:"breakdowns,omitempty"`
}

// ScoreResult is the distribution of one score of an instrument: Figure counts people by bin, lowest first.
type ScoreResult struct {
	Instrument InstrumentKey     `json:"instrument"`
	Scale      string            `json:"scale"`
	Bins       []string          `json:"bins"`
	Figure     Figure            `json:"figure"`
	Breakdowns []BreakdownResult `json:"breakdowns,omitempty"`
}

// BreakdownResult is one planned breakdown of one item.
type BreakdownResult struct {
	By       ItemID        `json:"by"`
	Groups   []GroupResult `json:"groups,omitempty"`   // those that may be shown
	Others   *Figure       `json:"others,omitempty"`   // the rest together, when some but not all groups are shown
	Hidden   []string      `json:"hidden,omitempty"`   // the names of the groups that are not shown by themselves
	Withheld bool          `json:"withheld,omitempty"` // nothing is shown: with an earlier breakdown it would expose a few people
	Changed  bool          `json:"changed,omitempty"`  // withheld because a few people joined or left since an earlier wave
}

// EveryGroupHas reports whether all groups of the breakdown are shown, each with at least n people. Breakdowns by who people
// are (Item.Who) go beyond the GME office and the ombudsperson only if every group has ten.
func (b BreakdownResult) EveryGroupHas(n int) bool {
	small := func(g GroupResult) bool { return g.Figure.N < n }
	return len(b.Groups) > 0 && len(b.Hidden) == 0 && b.Others == nil && !slices.ContainsFunc(b.Groups, small)
}

// GroupResult is one group of a breakdown.
type GroupResult struct {
	Name   string `json:"name"`
	Figure Figure `json:"figure"`
}

// Comment is what somebody wrote, beside nothing else.
type Comment struct {
	Item ItemID `json:"item"`
	Text string `json:"text"`
}

// Pool gathers waves with too few answers until they are enough together. It is never shown and, once its figures have
// been, never used again: updating a shown pool would show each newcomer by subtraction. The zero Pool is a new one.
type Pool struct {
	Waves    int               `json:"waves"`
	Answered int               `json:"answered"`
	Items    map[ItemID]Counts `json:"items,omitempty"`
	Comments []Comment         `json:"comments,omitempty"`
}

// Count turns the opened ballots of a wave (as Unpack gives them) into what may be shown, and carries the pool of small waves on. Chance shuffles
// the comments: give it a source nobody can foretell.
//
// A wave of fewer people than the threshold goes into the pool. When the pool thereby holds enough, the Release is the
// pool's, without breakdowns and scores, and the Pool returned is a new one.
func (q Questionnaire) Count(ballots []Answers, pool Pool, chance *rand.Rand) (Release, Pool) {
	if len(ballots) == 0 {
		return Release{}, pool
	}
	if len(ballots) >= q.Least() {
		return q.release(ballots, chance), pool
	}
	pool = q.pour(ballots, pool, chance)
	if pool.Answered < q.Least() {
		return Release{}, pool
	}
	return q.releasePool(pool), Pool{}
}

func (q Questionnaire) release(ballots []Answers, chance *rand.Rand) Release {
	r := Release{Answered: len(ballots), Comments: q.comments(ballots, chance)}
	for _, item := range q.closed() {
		result := q.result(q.votes(item, ballots), ballots, q.Breakdowns)
		r.Items = append(r.Items, ItemResult{ID: item.ID, Figure: result.figure, Breakdowns: result.breakdowns})
	}
	r.Scores = q.scores(ballots)
	return r
}

// closed lists the items that have results of their own.
func (q Questionnaire) closed() []Item {
	return slices.DeleteFunc(slices.Clone(q.Items), func(i Item) bool { return i.Kind == Text || i.Kind == GroupKind })
}

// votes is one figure's raw material: per ballot the answer (or bin), Unanswered where there is none.
type votes struct {
	choice  []int
	options int
}

func (q Questionnaire) votes(item Item, ballots []Answers) votes {
	v := votes{choice: make([]int, len(ballots)), options: item.Options()}
	for b, ballot := range ballots {
		v.choice[b] = Unanswered
		if choice, ok := ballot.Choice[item.ID]; ok {
			v.choice[b] = choice
		}
	}
	return v
}

// of counts the votes of some ballots.
func (v votes) of(ballots []int) Counts {
	c := make(Counts, v.options)
	for _, b := range ballots {
		c[v.choice[b]]++
	}
	return c
}

// cast lists the ballots with an answer.
func (v votes) cast() []int {
	var ballots []int
	for b, choice := range v.choice {
		if choice != Unanswered {
			ballots = append(ballots, b)
		}
	}
	return ballots
}

type result struct {
	figure     Figure
	breakdowns []BreakdownResult
}

// result shows one item: everybody, then the planned breakdowns in their order, each only if it exposes nobody together with
// what was granted before.
func (q Questionnaire) result(v votes, ballots []Answers, breakdowns []ItemID) result {
	everybody := v.cast()
	r := result{figure: Show(v.of(everybody), q.Least())}
	if r.figure.Detail == Suppressed {
		return r
	}
	granted := []Cell{{Name: "everybody", People: everybody}}
	for _, by := range breakdowns {
		s := q.split(by, everybody, ballots)
		if Exposed(len(ballots), slices.Concat(granted, s.cells())) != nil {
			r.breakdowns = append(r.breakdowns, BreakdownResult{By: by, Withheld: true})
			continue
		}
		granted = append(granted, s.cells()...)
		r.breakdowns = append(r.breakdowns, s.show(v))
	}
	return r
}

// split is one breakdown of the people who answered one item.
type split struct {
	by     ItemID
	part   Partition
	groups [][]int // the ballots of part.Shown
	others []int   // the ballots of everybody else, when some group is shown
}

func (q Questionnaire) split(by ItemID, everybody []int, ballots []Answers) split {
	item, _ := q.Item(by)
	members := make([][]int, item.Options())
	for _, b := range everybody {
		if g, ok := ballots[b].Choice[by]; ok {
			members[g] = append(members[g], b)
		}
	}
	groups := make([]Group, item.Options())
	for g, name := range item.Answers {
		groups[g] = Group{Name: name, N: len(members[g])}
	}
	s := split{by: by, part: Apart(groups, len(everybody), q.Least())}
	for _, shown := range s.part.Shown {
		s.groups = append(s.groups, members[slices.Index(item.Answers, shown.Name)])
	}
	if s.part.Others > 0 {
		s.others = without(everybody, slices.Concat(s.groups...))
	}
	return s
}

func without(all, some []int) []int {
	return slices.DeleteFunc(slices.Clone(all), func(b int) bool { return slices.Contains(some, b) })
}

// cells lists the people behind each figure the split would show.
func (s split) cells() []Cell {
	var cells []Cell
	for g, people := range s.groups {
		cells = append(cells, Cell{Name: string(s.by) + ": " + s.part.Shown[g].Name, People: people})
	}
	if len(s.others) > 0 {
		cells = append(cells, Cell{Name: string(s.by) + ": others", People: s.others})
	}
	return cells
}

func (s split) show(v votes) BreakdownResult {
	r := BreakdownResult{By: s.by, Hidden: s.part.Hidden}
	var counts []Counts
	for _, people := range s.groups {
		counts = append(counts, v.of(people))
	}
	if len(s.others) > 0 {
		counts = append(counts, v.of(s.others))
	}
	figures := showGroups(counts)
	for g, shown := range s.part.Shown {
		r.Groups = append(r.Groups, GroupResult{Name: shown.Name, Figure: figures[g]})
	}
	if len(s.others) > 0 {
		r.Others = &figures[len(figures)-1]
	}
	return r
}

// scores computes every score of every ballot and shows the distributions.
func (q Questionnaire) scores(ballots []Answers) []ScoreResult {
	var results []ScoreResult
	for _, use := range q.Instruments {
		in := use.Of(q)
		for _, scale := range use.ScalesOf(in) {
			bins := in.Bins(scale)
			v := votes{choice: make([]int, len(ballots)), options: len(bins)}
			for b, ballot := range ballots {
				v.choice[b] = Unanswered
				if score, ok := in.Score(scale, use.coded(in, ballot)); ok {
					v.choice[b] = in.Bin(scale, score)
				}
			}
			r := q.result(v, ballots, in.mayBeSplitBy(q.Breakdowns))
			results = append(results, ScoreResult{Instrument: in.Key, Scale: scale.Name, Bins: bins, Figure: r.figure, Breakdowns: r.breakdowns})
		}
	}
	return results
}

// coded is a person's answers to an instrument, in its order and its numbers.
func (u InstrumentUse) coded(in Instrument, a Answers) []int {
	answers := make([]int, len(u.Items))
	for i, id := range u.Items {
		answers[i] = Unanswered
		if choice, ok := a.Choice[id]; ok {
			answers[i] = in.Low + choice
		}
	}
	return answers
}

// comments collects what people wrote, item by item. They are sorted before they are shuffled, so that even a foreseeable
// shuffle would say nothing about the order of the ballots.
func (q Questionnaire) comments(ballots []Answers, chance *rand.Rand) []Comment {
	var all []Comment
	for _, item := range q.Items {
		var here []Comment
		for _, ballot := range ballots {
			if text := ballot.Text[item.ID]; text != "" {
				here = append(here, Comment{Item: item.ID, Text: text})
			}
		}
		shuffle(here, chance)
		all = append(all, here...)
	}
	return all
}

func shuffle(comments []Comment, chance *rand.Rand) {
	slices.SortFunc(comments, func(a, b Comment) int { return cmp.Compare(a.Text, b.Text) })
	chance.Shuffle(len(comments), func(i, j int) { comments[i], comments[j] = comments[j], comments[i] })
}

// pour adds a small wave to a pool. The pool given is left as it is.
func (q Questionnaire) pour(ballots []Answers, pool Pool, chance *rand.Rand) Pool {
	sum := Pool{Waves: pool.Waves + 1, Answered: pool.Answered + len(ballots), Items: make(map[ItemID]Counts)}
	for id, c := range pool.Items {
		sum.Items[id] = c
	}
	for _, item := range q.closed() {
		v := q.votes(item, ballots)
		sum.Items[item.ID] = sum.Items[item.ID].Plus(v.of(v.cast()))
	}
	sum.Comments = append(slices.Clone(pool.Comments), q.comments(ballots, chance)...)
	shuffle(sum.Comments, chance)
	return sum
}

func (q Questionnaire) releasePool(pool Pool) Release {
	r := Release{Answered: pool.Answered, Pooled: pool.Waves, Comments: pool.Comments}
	for _, item := range q.closed() {
		r.Items = append(r.Items, ItemResult{ID: item.ID, Figure: Show(pool.Items[item.ID], q.Least())})
	}
	return r
}
