package route

import "net/url"

// Paths of the opportunities board.
const (
	BoardPattern       = "/opportunities"
	PostingNewPattern  = "/opportunities/new"
	PostingWantPattern = "/opportunities/{posting}/want"
	PostingEndPattern  = "/opportunities/{posting}/withdraw"
	OffersPattern      = "/opportunities/offers"
	OfferDropPattern   = "/opportunities/offers/{offer}/remove"
	LevelUpPattern     = "/level-up"
)

// Board is the opportunities board.
func (p Program) Board() string { return p.to(BoardPattern) }

// PostingNew is the form that offers something to every resident.
func (p Program) PostingNew() string { return p.to(PostingNewPattern) }

// PostingNewOf is the same form for a kind of opportunity, on behalf of a mentor ("" for none).
func (p Program) PostingNewOf(kind, mentor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"kind": kind, "mentor": mentor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return p.to(PostingNewPattern) + "?" + q.Encode()
}

// PostingWant is where a resident asks for an opportunity, or takes that back.
func (p Program) PostingWant(id string) string { return p.to("/opportunities", id, "want") }

// PostingEnd is where an opportunity is taken off the board.
func (p Program) PostingEnd(id string) string { return p.to("/opportunities", id, "withdraw") }

// Offers is where an offer to one resident is recorded, with those recorded so far.
func (p Program) Offers() string { return p.to(OffersPattern) }

// OfferDrop takes an offer to one resident out of the record, or brings it back.
func (p Program) OfferDrop(id string) string { return p.to(OffersPattern, id, "remove") }

// LevelUp lists what some had, to offer it to all.
func (p Program) LevelUp() string { return p.to(LevelUpPattern) }
