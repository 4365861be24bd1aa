package server

import (
	"net/http"
	"strconv"

	"evenly/internal/access"
	"evenly/internal/fault"
	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) slipRoutes() []Endpoint {
	in := func(method, pattern string, h handler) Endpoint {
		return Endpoint{Method: method, Pattern: route.InProgram + pattern, Access: access.SurveyRun, handle: h}
	}
	return []Endpoint{
		in(http.MethodGet, route.SurveySlipsPattern, showSlips),
		in(http.MethodPost, route.SurveySlipsPattern, handSlip),
		in(http.MethodPost, route.SurveySlipPrintPattern, printSlips),
	}
}

// showSlips is GET .../surveys/{wave}/slips: who took one, and where more are made.
func showSlips(q *request) error { return q.slips(http.StatusOK, "10", nil) }

func (q *request) slips(status int, number string, f *fault.Error) error {
	r, err := q.srv.app.SlipRoster(q.Context(), q.who, waveOf(q))
	if err != nil {
		return err
	}
	id := string(r.Wave.ID)
	v := page.Slips{Frame: q.task("Paper slips", layout.Link{Href: q.at.Survey(id), Label: "Survey"}), Title: "Paper slips",
		Lede: "For people without scripts or without a device of their own. " + ui.Count(r.Printed, "slip is", "slips are") + " printed so far.",
		Steps: []string{"Make a sheet and print it at once. The codes are shown once and kept nowhere.", "Cut it, fold the slips, put them into a box and let people draw.",
			"Tick each person who drew one, below, while they stand there. Nobody notes which slip it was. At the close, no more slips are counted than were ticked."},
		Print: q.at.SurveySlipPrint(id), Key: newKey(), Number: number, Errors: problems(f), Error: problemAt(f, "slips")}
	v.Frame.Errors = f != nil
	for _, p := range r.People {
		row := page.SlipRow{Name: p.Name.Full(), State: "Has neither"}
		switch {
		case p.Took:
			row.State = "Took a slip"
		case p.Else:
			row.State = "Can answer on a device, so takes no slip"
		default:
			row.Hand = &ui.Post{Action: q.at.SurveySlips(id), Key: newKey(), Fields: []ui.Hidden{{Name: "person", Value: string(p.ID)}},
				Btn: ui.Btn{Label: "Took a slip", SR: p.Name.Full(), Small: true}}
		}
		v.People = append(v.People, row)
	}
	return q.page(status, v.View())
}

// handSlip is its POST: somebody drew a slip.
func handSlip(q *request) error {
	here := q.at.SurveySlips(string(waveOf(q)))
	who, err := q.once(here)
	if err != nil {
		return err
	}
	// The key of the form is kept for a week with a hash of what was sent. Of a program's people it would be found out in no
	// time whom it hides, and the survey may close before: so it hides nobody.
	who.Once.BodyHash = bodyHash(q.Method+" "+q.URL.Path, nil)
	if err := q.srv.app.HandSlip(q.Context(), who, waveOf(q), tenant.PersonID(q.field("person"))); err != nil {
		return err
	}
	return q.see(here, "slip-handed")
}

// printSlips is POST .../slips/print. The sheet is the answer itself, because its codes are kept nowhere; sent twice, the
// second answer leads back to the roster and another sheet can be made.
func printSlips(q *request) error {
	who, err := q.once(q.at.SurveySlips(string(waveOf(q))))
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(q.field("slips"))
	codes, w, err := q.srv.app.PrintSlips(q.Context(), who, waveOf(q), n)
	if f, ok := asInvalid(err); ok {
		return q.slips(http.StatusUnprocessableEntity, q.field("slips"), f)
	}
	if err != nil {
		return err
	}
	v := page.SlipSheet{Frame: q.task("Slips", layout.Link{Href: q.at.SurveySlips(string(w.ID)), Label: "Paper slips"}), Title: ui.Count(n, "slip", "slips") + " to cut and draw",
		Site: q.Host + route.BallotSlip(q.at.Institution), About: w.Questionnaire.Title + ", until " + day(w.ClosesOn)}
	for _, c := range codes {
		v.Codes = append(v.Codes, string(c))
	}
	return q.page(http.StatusOK, v.View())
}
