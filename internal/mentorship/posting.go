package mentorship

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"evenly/internal/fault"
)

// Posting is an opportunity on the board, open to every resident until its last day.
type Posting struct {
	Kind     OfferKind
	Title    string
	Details  string
	Places   int
	ClosesOn time.Time // the last day to ask for it
}

// Check reports every problem, by the names of the form's fields.
func (o Posting) Check(today time.Time) error {
	var p fault.Problems
	if !slices.Contains(OfferKinds, o.Kind) {
		p.Add("kind", "Choose what it is.")
	}
	needed(&p, "title", o.Title, 200, "Write what it is about, in a line.")
	if len([]rune(o.Details)) > 2000 {
		p.Add("details", "Shorten this to 2,000 characters.")
	}
	if o.Places < 1 || o.Places > 100 {
		p.Add("places", "Enter how many residents can have it, from 1 to 100.")
	}
	if o.ClosesOn.Before(today) {
		p.Add("closes_on", "Enter today or a later day, like %s.", today.AddDate(0, 0, 14).Format("2 Jan 2006"))
	} else if o.ClosesOn.After(today.AddDate(0, 0, 92)) {
		p.Add("closes_on", "Three months are the longest.")
	}
	return p.Err()
}

// Draw puts those who want something into an order that nobody chose: each person's place is the hash of the seed and
// their id. The seed's own hash is shown before anybody can ask, the seed itself with the result, so that everybody can
// draw again. The order does not depend on who asked first.
func Draw(seed string, people []string) []string {
	place := func(id string) string {
		sum := sha256.Sum256([]byte(seed + "\n" + id))
		return hex.EncodeToString(sum[:])
	}
	out := slices.Clone(people)
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(place(a), place(b)) })
	return out
}

// SeedHash is what is shown of a seed before the draw.
func SeedHash(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(sum[:])
}
