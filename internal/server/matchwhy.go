package server

import (
	"fmt"
	"net/http"
	"strconv"

	"evenly/internal/app"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

// showHow is GET /{institution}/{program}/match/how, for everyone in the program.
func showHow(q *request) error {
	h, err := q.srv.app.SeeHow(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.How{Frame: q.frame("How the match is made"), Title: "How the match is made",
		Lede:   "By a published order of aims, each reached as far as possible before the next. Anybody can check the result with a file and one command.",
		Banner: "Leads see in figures what these would do. They choose before any name is shown to them, and another order only with a reason that stands on this page.",
		Honest: honest(h.Cycle.ListLength)}
	v.Frame.Width = layout.List
	q.howOrders(&v, h)
	v.Facts = []ui.Answer{{Question: "Hash of the seed", Text: h.Cycle.SeedHash, None: "Not drawn yet"}, {Question: "Hash of the key of the pseudonyms", Text: h.Cycle.KeyHash, None: "Not drawn yet"},
		{Question: "Seed", Text: h.Seed, None: "Told when the pairs are announced"}}
	if h.Own {
		v.Why = q.at.MatchWhy()
	}
	return q.page(http.StatusOK, v.View())
}

// howOrders says the published order step by step, which one was used in the end, and what else there is to compare with.
func (q *request) howOrders(v *page.How, h app.How) {
	v.Order, v.Steps = page.Order{Name: h.Published.Name, Tag: "Published before residents rank. Each aim decides only what those above it leave open."}, h.Published.Sentences()
	if h.Used != nil && h.Used.Name != h.Published.Name {
		v.Used = &page.Order{Name: h.Used.Name, About: h.Used.About + ".", Tag: "Why not the published order: " + h.Reason}
	}
	if h.Used != nil && v.Used == nil {
		v.Order.Tag = "Published before residents ranked, and used this year."
	}
	for _, p := range app.Published() {
		if p.Name != h.Published.Name {
			v.Others = append(v.Others, page.Order{Name: p.Name, About: p.About + ". " + p.Favors})
		}
	}
}

// honest is what may truly be said about ranking: no promise that cannot be kept.
func honest(length int) []string {
	return []string{
		"Rank in your true order. No rule of this kind is proof against every trick, but one that works needs others’ lists and the seed.",
		fmt.Sprintf("A shorter list never helped in our tests. A list of fewer than %d that ends off the list counts as placed at the next rank, so listing one mentor only does not buy protection.", length),
		"Mentors never see lists. Program directors see no list by name before a run of the match is chosen.",
	}
}

// showWhy is GET /{institution}/{program}/match/why: a resident's own result.
func showWhy(q *request) error {
	w, err := q.srv.app.SeeWhy(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Why{Frame: q.task("Why I have my mentor", layout.Link{Href: q.at.Home(), Label: "Home"}), How: q.at.MatchHow(),
		Head:    ui.Head{Eyebrow: w.Cycle.Name, Title: "Your mentor is " + w.Mentor.Full(), Lede: w.Summary},
		Order:   "The order of aims was: " + w.Order + ".",
		WhoSees: "Only you see this page. It says nothing about anybody else but counts."}
	for _, r := range w.Reasons {
		v.Reasons = append(v.Reasons, ui.Item{Avatar: r.Mentor.Full(), Title: r.Mentor.Full(), Beside: "your " + ui.Ordinal(r.Rank) + " choice", Text: r.Words})
	}
	return q.page(http.StatusOK, v.View())
}

// showInsight is GET /{institution}/{program}/match/insight.
func showInsight(q *request) error {
	i, err := q.srv.app.SeeInsight(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.Insight{Frame: q.frame("What the match shows"), Head: insightHead(i), Bundle: q.at.RunBundle(string(i.Made)),
		NoGain: "One more place with any single mentor would have changed nothing.", NoRules: "No public rule was in force."}
	if i.NoPrice {
		v.NoGain = "What one more place would have changed is not known under this order."
	}
	v.Frame.Width = layout.List
	v.Mentors = ui.Table{Caption: "Mentors for whom one more place would have changed something", CaptionHidden: true,
		Columns: []ui.Column{{Label: "Mentor"}, {Label: "Places taken"}, {Label: "On lists"}, {Label: "With one more"}, {Label: "With one fewer"}}}
	for _, d := range i.Mentors {
		listed := "Fewer than 5"
		if d.Listed > 0 {
			listed = strconv.Itoa(d.Listed)
		}
		v.Rows = append(v.Rows, []string{d.Mentor.Full(), strconv.Itoa(d.Places), listed, capital(d.More), capital(d.Fewer)})
	}
	v.Rules = ui.Table{Caption: "What each public rule cost", CaptionHidden: true, Columns: []ui.Column{{Label: "Rule"}, {Label: "Conflict"}, {Label: "Without it"}}}
	for _, r := range i.Rules {
		words := capital(r.Words)
		if r.None {
			words = "Nothing would change"
		}
		v.Prices = append(v.Prices, []string{whoCannot(r.Rule), r.Rule.Kind.Words(), words})
	}
	return q.page(http.StatusOK, v.View())
}

func insightHead(i app.Insight) ui.Head {
	h := ui.Head{Eyebrow: i.Cycle.Name, Title: "Places were enough where they were wanted", Lede: "What one place more or fewer would have changed, exactly. Private lists are never priced."}
	if i.NoPrice {
		h.Title, h.Lede = "Residents chose in an order drawn by lot", "No mentor’s place has a price under this order, so nothing can be said about one place more or fewer."
	}
	if n := len(i.Mentors); n > 0 {
		h.Title = "One more place with " + ui.Count(n, "mentor", "mentors") + " would have helped"
	}
	return h
}
