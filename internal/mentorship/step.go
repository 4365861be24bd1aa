package mentorship

import (
	"slices"
	"strings"
	"time"

	"evenly/internal/fault"
)

// StepKind is what mentorship leads do about a pair, gentlest first.
type StepKind string

// The steps. A snooze keeps a pair out of the queue until a day; its reading stays what it is.
const (
	Nudge        StepKind = "nudge"        // a word to one of the two, whose text everyone concerned can see
	AskBoth      StepKind = "ask_both"     // how is it going, asked of each alone
	LevelUp      StepKind = "level_up"     // offer to all what some had
	OfferChange  StepKind = "change"       // another mentor, no fault on either side
	Conversation StepKind = "conversation" // what was said, in a line
	Snooze       StepKind = "snooze"
	Assign       StepKind = "assign" // a lead who sees to it; nothing is done yet
)

// Words is a step as it stands in a list.
func (k StepKind) Words() string {
	return map[StepKind]string{Nudge: "Nudge", AskBoth: "Asked how it is going", LevelUp: "Offered to all what some had", OfferChange: "Offered a change of mentor",
		Conversation: "Conversation", Snooze: "Snoozed", Assign: "Handed over"}[k]
}

// Step is what a lead writes down.
type Step struct {
	Kind  StepKind
	Note  string     // a nudge's text; else one line on what was done or agreed
	Owner string     // person id of the lead who sees to what follows, "" for nobody
	Due   *time.Time // by when; of a snooze, until when
}

// Check reports every problem, by the names of the form's fields. today is the program's day.
func (s Step) Check(today time.Time) error {
	var p fault.Problems
	if !slices.Contains([]StepKind{Nudge, AskBoth, LevelUp, OfferChange, Conversation, Snooze, Assign}, s.Kind) {
		p.Add("kind", "Choose what was done.")
	}
	if strings.TrimSpace(s.Note) == "" && s.Kind != Snooze && s.Kind != Assign {
		p.Add("note", "Write a line about it.")
	}
	if s.Kind == Assign && s.Owner == "" {
		p.Add("owner", "Choose who sees to it.")
	}
	if len([]rune(s.Note)) > 1000 {
		p.Add("note", "Shorten this to 1,000 characters.")
	}
	if s.Kind == Snooze && s.Due == nil {
		p.Add("due", "Enter the day until which it can wait, like %s.", today.AddDate(0, 0, 28).Format("2 Jan 2006"))
	}
	if s.Due != nil && !s.Due.After(today) {
		p.Add("due", "Enter a day after today, like %s.", today.AddDate(0, 0, 14).Format("2 Jan 2006"))
	}
	if s.Kind == Snooze && s.Due != nil && s.Due.After(today.AddDate(0, 0, 92)) {
		p.Add("due", "Three months are the longest. After that, look again.")
	}
	return p.Err()
}

// DecisionKind is what a decision does to people's freedom.
type DecisionKind string

// The kinds of decisions, gentlest first. A restriction takes something away from everybody.
const (
	Support       DecisionKind = "support"
	NewRule       DecisionKind = "rule"
	Restriction   DecisionKind = "restriction"
	OtherDecision DecisionKind = "other"
)

// Words is the kind as people say it.
func (k DecisionKind) Words() string {
	return map[DecisionKind]string{Support: "Support: more for some, less for nobody", NewRule: "Rule: what everybody may expect", Restriction: "Restriction: something ends for everybody",
		OtherDecision: "Something else"}[k]
}

// Decision is what a program decided, and what it may cost.
type Decision struct {
	Kind         DecisionKind
	Title        string
	Reason       string
	Alternatives string // what was tried or weighed before
	Losers       string // who loses by it
	SideEffects  string // what may follow
	ReviewOn     *time.Time
}

// Check reports every problem, by the names of the form's fields. A restriction must have been weighed: the published
// program died of one that was not.
func (d Decision) Check(today time.Time) error {
	var p fault.Problems
	if !slices.Contains([]DecisionKind{Support, NewRule, Restriction, OtherDecision}, d.Kind) {
		p.Add("kind", "Choose what kind of decision it is.")
	}
	needed(&p, "title", d.Title, 200, "Write what was decided.")
	needed(&p, "reason", d.Reason, 2000, "Write why.")
	if d.Kind == Restriction {
		needed(&p, "alternatives", d.Alternatives, 2000, "Write what else was tried or weighed. A restriction comes last.")
		needed(&p, "losers", d.Losers, 2000, "Write who loses if this ends. Think of those it helped.")
		needed(&p, "side_effects", d.SideEffects, 2000, "Write what may follow from it.")
		if d.ReviewOn == nil {
			p.Add("review_on", "Enter the day on which you look at it again.")
		}
	}
	if d.ReviewOn != nil && !d.ReviewOn.After(today) {
		p.Add("review_on", "Enter a day after today.")
	}
	return p.Err()
}

func needed(p *fault.Problems, field, text string, most int, missing string) {
	switch {
	case strings.TrimSpace(text) == "":
		p.Add(field, "%s", missing)
	case len([]rune(text)) > most:
		p.Add(field, "Shorten this to %d characters.", most)
	}
}
