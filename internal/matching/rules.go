package matching

import (
	"fmt"
	"slices"
)

// A Rule is something public that could be lifted: a list of exclusions with a common reason, a pin, a group's or a
// mentor's limits. Exactly one of the fields beside Name is set.
//
// Only put exclusions into a Rule whose reason everybody knows, such as "nobody with their own evaluator". What a veto or
// a refusal costs is nobody's business: told one by one, it would give away who made it. Residents' refusals (NotWith)
// stay in force whatever is lifted.
type Rule struct {
	Name       string
	Exclusions []Pair
	Pin        *Pair
	Group      GroupID  // its limits, both
	MentorMin  MentorID // its lower limit
}

// A RuleCost is what the program would gain without a rule.
type RuleCost struct {
	Name   string `json:"name"`
	Change Change `json:"change"` // without the rule, less with it
}

// LimitRules lists the rules that an instance itself shows to be public: pins, groups' limits, mentors' lower limits.
func LimitRules(in Instance) []Rule {
	var rules []Rule
	for _, p := range sortedPairs(in.Pins) {
		rules = append(rules, Rule{Name: fmt.Sprintf("pin of %s to %s", p.Resident, p.Mentor), Pin: &p})
	}
	for _, g := range sortedBy(in.Groups, func(g Group) GroupID { return g.ID }) {
		rules = append(rules, Rule{Name: fmt.Sprintf("limits of group %s", g.ID), Group: g.ID})
	}
	for _, m := range sortedBy(in.Mentors, func(m Mentor) MentorID { return m.ID }) {
		if m.Min > 0 {
			rules = append(rules, Rule{Name: fmt.Sprintf("lower limit of mentor %s", m.ID), MentorMin: m.ID})
		}
	}
	return rules
}

// RuleCosts matches the instance again without each rule in turn. It fails like Run.
func RuleCosts(in Instance, opt Options, rules []Rule) ([]RuleCost, error) {
	opt.NoWhatIf = true
	with, err := Run(in, opt)
	if err != nil {
		return nil, err
	}
	costs := make([]RuleCost, len(rules))
	for i, rule := range rules {
		without, err := Run(rule.lift(in), opt)
		if err != nil {
			return nil, fmt.Errorf("without %s: %w", rule.Name, err)
		}
		costs[i] = RuleCost{rule.Name, Difference(&with, &without)}
	}
	return costs, nil
}

// lift returns a copy of the instance without the rule.
func (rule Rule) lift(in Instance) Instance {
	switch {
	case rule.Pin != nil:
		in.Pins = slices.DeleteFunc(slices.Clone(in.Pins), func(p Pair) bool { return p == *rule.Pin })
	case rule.Group != "":
		in.Groups = slices.Clone(in.Groups)
		for i := range in.Groups {
			if in.Groups[i].ID == rule.Group {
				in.Groups[i].Min, in.Groups[i].Max = 0, Unlimited
			}
		}
	case rule.MentorMin != "":
		in.Mentors = slices.Clone(in.Mentors)
		for i := range in.Mentors {
			if in.Mentors[i].ID == rule.MentorMin {
				in.Mentors[i].Min = 0
			}
		}
	default:
		rule.liftExclusions(&in)
	}
	return in
}

func (rule Rule) liftExclusions(in *Instance) {
	lifted := map[ResidentID][]MentorID{}
	for _, p := range rule.Exclusions {
		lifted[p.Resident] = append(lifted[p.Resident], p.Mentor)
	}
	in.Residents = slices.Clone(in.Residents)
	for i := range in.Residents {
		r := &in.Residents[i]
		if mentors := lifted[r.ID]; mentors != nil {
			r.Excluded = slices.DeleteFunc(slices.Clone(r.Excluded), func(m MentorID) bool { return slices.Contains(mentors, m) })
		}
	}
}
