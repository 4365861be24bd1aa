package mentorship

import (
	"slices"

	"evenly/internal/fault"
)

// OfferKind is what was offered.
type OfferKind string

// The kinds of opportunities.
const (
	Project      OfferKind = "project"
	Poster       OfferKind = "poster"
	Introduction OfferKind = "introduction"
	StudySession OfferKind = "study_session"
	OtherOffer   OfferKind = "other"
)

// OfferKinds in the order in which people are asked.
var OfferKinds = []OfferKind{Project, Poster, Introduction, StudySession, OtherOffer}

// Words is the kind as people say it, one.
func (k OfferKind) Words() string {
	return map[OfferKind]string{Project: "Project", Poster: "Poster or abstract", Introduction: "Introduction",
		StudySession: "Study session", OtherOffer: "Something else"}[k]
}

// Many is the kind as people say it, several.
func (k OfferKind) Many() string {
	return map[OfferKind]string{Project: "Research projects", Poster: "Posters and abstracts", Introduction: "Introductions",
		StudySession: "Study sessions", OtherOffer: "Other"}[k]
}

// Offer is something worth having and to whom it was open. An offer to one resident is recorded, never forbidden; the
// reason says why it was not open to everyone.
type Offer struct {
	Kind   OfferKind
	Title  string
	ToAll  bool
	Reason string
}

// Check reports every problem, by the names of the form's fields.
func (o Offer) Check() error {
	var p fault.Problems
	if !slices.Contains(OfferKinds, o.Kind) {
		p.Add("offer", "Choose what was offered.")
	}
	if len([]rune(o.Title)) > 200 {
		p.Add("offer_title", "Shorten this to 200 characters.")
	}
	if len([]rune(o.Reason)) > 500 {
		p.Add("offer_reason", "Shorten the reason to 500 characters.")
	}
	return p.Err()
}
