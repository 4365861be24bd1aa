package matching_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/e2e/browser"
	"evenly/internal/mentorship"
)

// TestPublish puts an order of aims together by its buttons, which keep the reader where they were, publishes it, and reads it
// as a resident who ranks.
func TestPublish(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]browser.Options{"light": {}, "dark phone": {Width: 390, Height: 844, Dark: true}, "narrow without scripts": {Width: 320, Height: 640}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newYear(t, o)
			y.W.SQL(`UPDATE cycle SET state = 'profiles', ranking_opens_at = $1, ranking_closes_at = NULL WHERE id = $2`, y.W.Now().Add(24*time.Hour), string(y.Cycle))
			y.W.SQL(`DELETE FROM rank_list WHERE program_id = $1`, string(y.ID))
			p := y.as(y.director, y.At.Setup())
			y.looks(p, "setup")
			p.Submit(`main a[href$="/setup/objective"]`)
			y.looks(p, "orders")
			p.Click(`input[name="objective"][value="own"]`)
			for _, press := range []string{"add:load", "add:best_rank_first", "up:best_rank_first"} {
				p.Submit(`button[value="` + press + `"]`)
			}
			y.looks(p, "an order of one’s own")
			if got := p.Text(".aims"); strings.Index(got, "Most first choices") > strings.Index(got, "Even loads") {
				t.Errorf("after moving it up: %s", got)
			}
			if !y.narrow {
				p.Wait(`document.activeElement.value == "down:best_rank_first"`) // at the top, up is not possible any more
			}
			p.Submit(`button[value="remove:load"]`)
			p.Submit(`button[value="remove:best_rank_first"]`)
			if status := p.Submit("main form .btn-primary"); status != http.StatusUnprocessableEntity {
				t.Errorf("nothing published: %d", status)
			}
			y.looks(p, "an empty order")
			p.Submit(`button[value="add:best_rank_first"]`)
			p.Submit("main form .btn-primary")
			y.says(p, "The program’s own order, published")

			y.SetState(mentorship.RankingOpen)
			r := y.as(y.residents[0], y.At.Ranking())
			y.looks(r, "ranking")
			r.Open(y.At.MatchHow())
			y.looks(r, "how it will be made")
			y.says(r, "The program’s own order", "As many as possible get their first choice", "Told when the pairs are announced")
			p.Open(y.At.SetupObjective())
			y.looks(p, "fixed")
			y.says(p, "fixed when ranking opens", "not:Publish")
		})
	}
}
