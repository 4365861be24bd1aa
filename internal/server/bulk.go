package server

import (
	"net/http"
	"slices"
	"time"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/mentorship"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) bulkRoutes() []Endpoint {
	return []Endpoint{{Method: http.MethodPost, Pattern: route.InProgram + route.BulkStepsPattern, Access: access.StepTake, handle: bulkSteps}}
}

// bulkSteps is POST /{institution}/{program}/nudges/many: what was selected in the list of pairs. Writing leads to the check
// page of nudges; snoozing and handing over first show what they will do, with a day and a name to choose.
func bulkSteps(q *request) error {
	ids := q.fields("pair")
	if len(ids) == 0 {
		return q.see(q.at.Pairs(), "nothing-selected")
	}
	switch op := q.field("op"); op {
	case "nudge":
		return q.see(q.at.Nudge(ids...), "")
	case "snooze", "assign":
		if q.field("sure") == "" {
			return q.bulkPage(http.StatusOK, op, ids, nil)
		}
		return q.saveBulk(op, ids)
	}
	return fault.New(fault.Mismatch, "Choose what to do with the pairs you selected.")
}

func (q *request) bulkPage(status int, op string, ids []string, f *fault.Error) error {
	data, err := q.srv.app.Queue(q.Context(), q.who)
	if err != nil {
		return err
	}
	v := page.BulkSteps{Action: q.at.BulkSteps(), Key: newKey(), Op: op, Errors: problems(f), ErrNote: problem(f, "note"), ErrOwner: problem(f, "owner"), ErrDue: problem(f, "due"),
		ErrPair: problem(f, "pair"), Due: q.today().AddDate(0, 0, 28).Format(time.DateOnly)}
	own := 0
	for _, c := range newDeck(q, data.Board).cards {
		switch {
		case !slices.Contains(ids, string(c.ID)):
		case c.Pair.Has(q.who.Person):
			own++
		default:
			v.Pairs = append(v.Pairs, ui.Option{Value: string(c.ID), Label: c.Resident().Short() + " with " + c.Mentor().Short(), Checked: true})
		}
	}
	if own > 0 {
		v.Own = "About your own pair, another lead acts, so it is left out."
	}
	if op == "assign" {
		v.Due = ""
		v.Owners = []ui.Option{{Value: "", Label: "Choose a lead"}}
		for _, l := range data.Leads {
			v.Owners = append(v.Owners, ui.Option{Value: string(l.ID), Label: l.Name().Full()})
		}
	}
	if f != nil {
		v.Note, v.Owner, v.Due = q.field("note"), q.field("owner"), q.field("due")
	}
	n := ui.Count(len(v.Pairs), "pair", "pairs")
	v.Title, v.Button = "Snooze "+n, "Snooze"
	if op == "assign" {
		v.Title, v.Button = "Hand "+n+" over", "Hand over"
	}
	v.Frame = q.task(v.Title, layout.Link{Href: q.at.Pairs(), Label: "Pairs"})
	v.Frame.Errors = f != nil
	return q.page(status, v.View())
}

func (q *request) saveBulk(op string, ids []string) error {
	who, err := q.once(q.at.Queue())
	if err != nil {
		return err
	}
	var pairs []mentorship.PairingID
	for _, id := range ids {
		pairs = append(pairs, mentorship.PairingID(id))
	}
	step := mentorship.Step{Kind: mentorship.StepKind(op), Note: q.field("note"), Owner: q.field("owner"), Due: q.dateField("due")}
	err = q.srv.app.TakeSteps(q.Context(), who, pairs, step)
	if f := invalid(err); f != nil {
		return q.bulkPage(http.StatusUnprocessableEntity, op, ids, f)
	}
	if err != nil {
		return err
	}
	return q.see(q.at.Queue(), map[string]string{"snooze": "pairs-snoozed:", "assign": "pairs-assigned:"}[op]+ui.Count(len(pairs), "pair", "pairs"))
}

// bulkDone says how many pairs an act was done with.
func bulkDone(what string) func(*request, string) *ui.Toast {
	return func(_ *request, pairs string) *ui.Toast {
		return &ui.Toast{Text: title(pairs) + " " + what + ". Each can be taken back below."}
	}
}
