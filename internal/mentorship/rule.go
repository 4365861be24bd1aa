package mentorship

import (
	"slices"
	"strings"
	"unicode/utf8"

	"evenly/internal/fault"
)

// RuleKind is why a conflict rule exists.
type RuleKind string

// The kinds of conflict of interest.
const (
	RuleDirector          RuleKind = "director"           // decides about promotion and graduation
	RuleAssociateDirector RuleKind = "associate_director" // likewise
	RuleCCC               RuleKind = "ccc"                // sits on the clinical competency committee
	RuleChief             RuleKind = "chief"              // makes schedules
	RuleSupervisor        RuleKind = "supervisor"         // supervises or evaluates this resident directly
	RuleSharedResources   RuleKind = "shared_resources"   // competes for the same grant, laboratory or authorship
	RuleOther             RuleKind = "other"
)

// RuleKinds in the order people choose from.
var RuleKinds = []RuleKind{RuleDirector, RuleAssociateDirector, RuleCCC, RuleChief, RuleSupervisor, RuleSharedResources, RuleOther}

// Words is the kind as people say it.
func (k RuleKind) Words() string {
	return map[RuleKind]string{RuleDirector: "Program director", RuleAssociateDirector: "Associate director",
		RuleCCC: "Clinical competency committee", RuleChief: "Chief resident", RuleSupervisor: "Direct supervisor or evaluator",
		RuleSharedResources: "Shared resources", RuleOther: "Another conflict"}[k]
}

// RuleRole names every mentor who is something in the program.
type RuleRole string

// The roles a rule can name.
const (
	RoleDirector          RuleRole = "director"
	RoleAssociateDirector RuleRole = "associate_director"
	RoleCCC               RuleRole = "ccc"
	RoleChief             RuleRole = "chief"
	RoleCoordinator       RuleRole = "coordinator"
	RoleFacilitator       RuleRole = "facilitator"
)

// RuleRoles in the order people choose from.
var RuleRoles = []RuleRole{RoleDirector, RoleAssociateDirector, RoleCCC, RoleChief, RoleCoordinator, RoleFacilitator}

// Words names the mentors of a role: "Every program director".
func (r RuleRole) Words() string {
	return map[RuleRole]string{RoleDirector: "Every program director", RoleAssociateDirector: "Every associate director",
		RoleCCC: "Every member of the clinical competency committee", RoleChief: "Every chief resident",
		RoleCoordinator: "Every coordinator", RoleFacilitator: "Every facilitator"}[r]
}

// Rule says who cannot mentor whom: every mentor of a role with anybody, a mentor with anybody, or a mentor with one
// resident. Rules are public, unlike a mentor's or a resident's private list.
type Rule struct {
	ID         RuleID
	Kind       RuleKind
	Role       RuleRole   // or
	MentorID   MentorID   // one of the two
	ResidentID ResidentID // with MentorID only; "": every resident
	Note       string
}

// ruleNoteMax is how many characters a rule's note may have.
const ruleNoteMax = 500

// Check reports every problem of a rule a person wrote.
func (r Rule) Check() error {
	var p fault.Problems
	if !slices.Contains(RuleKinds, r.Kind) {
		p.Add("kind", "Choose what kind of conflict it is.")
	}
	if r.Role != "" && !slices.Contains(RuleRoles, r.Role) {
		p.Add("role", "Choose a role from the list.")
	}
	switch {
	case r.Role == "" && r.MentorID == "":
		p.Add("role", "Choose a role, or a mentor.")
	case r.Role != "" && r.MentorID != "":
		p.Add("mentor", "Choose either a role or a mentor, not both.")
	case r.ResidentID != "" && r.MentorID == "":
		p.Add("mentor", "Choose the mentor this resident cannot have.")
	case r.ResidentID != "" && string(r.ResidentID) == string(r.MentorID):
		p.Add("resident", "Nobody can mentor themselves anyway. Choose another resident.")
	}
	if utf8.RuneCountInString(strings.TrimSpace(r.Note)) > ruleNoteMax {
		p.Add("note", "Shorten the note to %d characters.", ruleNoteMax)
	}
	return p.Err()
}
