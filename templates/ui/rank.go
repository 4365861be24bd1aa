package ui

import "github.com/a-h/templ"

// Ranking is a RankList's data.
type Ranking struct {
	Action      string
	Key         string
	Max         int      // places on the list
	Chosen      []Mentor // in order
	Pool        []Mentor // every mentor who can be chosen, the chosen ones too, in this resident's own shuffled order
	Topics      []string // chips that narrow the pool; values of Mentor.Tags
	PoolHeading string   // "Mentors taking residents"
	Saved       SaveState
	Hint        string // while the list is not full
}

// Mentor is a card to choose from and a place on the list. What it never shows: ratings, popularity, how many ranked
// them, seniority of past residents.
type Mentor struct {
	ID     string
	Name   string // "Dr. Amara Okafor"
	Field  string
	Href   string // profile
	Quote  string // "Ask me about …", at most 140 characters
	Tags   []string
	Places string // "2 places"; on other pages what stands at the end of the card
	Gone   string // why a chosen mentor cannot be chosen any more: "Has stepped back. Choose another"
}

func (r Ranking) chosen(id string) bool {
	for _, m := range r.Chosen {
		if m.ID == id {
			return true
		}
	}
	return false
}

// left is how many cards show.
func (r Ranking) left() int {
	n := 0
	for _, m := range r.Pool {
		if !r.chosen(m.ID) {
			n++
		}
	}
	return n
}

// verb is what a card's button does; a mentor who is gone has none.
func (r Ranking) verb(m Mentor) string {
	if m.Gone != "" {
		return ""
	}
	if len(r.Chosen) >= r.Max {
		return "Swap"
	}
	return "Add"
}

func (r Ranking) topics() []Option {
	all := []Option{{Label: "Everyone", Checked: true}}
	for _, t := range r.Topics {
		all = append(all, Option{Value: t, Label: t})
	}
	return all
}

// end is the last thing on a card.
func (m Mentor) end() string {
	if m.Gone != "" {
		return m.Gone
	}
	return m.Places
}

func verbIcon(verb string) string {
	if verb == "Swap" {
		return "arrow-left-right"
	}
	return "plus"
}

func op(name string) templ.Attributes { return templ.Attributes{"data-op": name} }
