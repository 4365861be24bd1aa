package server

import (
	"fmt"
	"net/http"
	"regexp"

	"github.com/go-chi/chi/v5"

	"evenly/internal/access"
	"evenly/internal/app"
	"evenly/internal/route"
	"evenly/templates/layout"
	"evenly/templates/page"
	"evenly/templates/ui"
)

func (s *Server) taskRoutes() []Endpoint {
	return []Endpoint{
		{Method: http.MethodGet, Pattern: route.InProgram + route.TaskPattern, Access: access.TaskSee, handle: showTask},
		{Method: http.MethodPost, Pattern: route.InProgram + route.TaskStopPattern, Access: access.TaskStop, handle: stopTask},
	}
}

// taskWords are the words of one kind of work.
type taskWords struct {
	title  string
	things string // what is counted: "sent"
	stop   string // the button, where it can be stopped
	result string // the button that leads to the result
}

var tasksInWords = map[string]taskWords{
	"invite":   {"Sending invitations", "sent", "Stop sending", ""},
	"remind":   {"Sending mails", "sent", "Stop sending", ""},
	"ask":      {"Asking for answers", "sent", "", ""},
	"announce": {"Announcing the pairs", "sent", "Stop", "See the match"},
	"match":    {"Running the match", "solved", "Cancel", "See the result"},

	app.RosterUndoTask: {"Taking the import back", "taken back", "", "See what was taken back"},
}

// showTask is GET /{institution}/{program}/j/{task}.
func showTask(q *request) error {
	t, err := q.srv.app.SeeTask(q.Context(), q.who, chi.URLParam(q.Request, "task"))
	if err != nil {
		return err
	}
	return q.page(http.StatusOK, q.taskPage(t).View())
}

func (q *request) taskPage(t app.Task) page.Task {
	w, known := tasksInWords[t.Kind]
	if !known {
		w = taskWords{title: "Working", things: "done"}
	}
	v := page.Task{Title: w.title}
	if t.Ended() {
		v.Title, v.Ended, v.Tone = endedTitle(t, w), endedWords(t, w), endedTone(t)
		v.Result = q.taskResult(t, w)
	} else {
		v.Job = ui.Progress{Src: q.at.Task(t.ID), Label: w.title, Text: q.progress(t, w), Done: t.Done + t.Failed, Total: t.Total,
			Hint: "You can leave this page. It goes on without you."}
		if app.CanStop(t) && access.Check(q.who, access.TaskStop) == nil {
			v.Stop = &ui.Post{Action: q.at.TaskStop(t.ID), Key: newKey(), Btn: ui.Btn{Label: w.stop, Kind: ui.Danger}}
		}
	}
	v.Frame = q.task(v.Title, layout.Link{Href: q.taskBack(t), Label: "Back"})
	return v
}

// taskBack is where a task was started.
func (q *request) taskBack(t app.Task) string {
	if t.Kind == "invite" || t.Kind == app.RosterUndoTask {
		return q.at.People()
	}
	return q.at.Match()
}

func (q *request) taskResult(t app.Task, w taskWords) *ui.Btn {
	switch {
	case t.State == "done" && t.Result != "" && w.result != "":
		return &ui.Btn{Label: w.result, Href: t.Result, Kind: ui.Primary}
	case access.Check(q.who, access.MatchSee) != nil:
		return &ui.Btn{Label: "Go on", Href: q.at.Home()}
	}
	return &ui.Btn{Label: "Go on", Href: q.taskBack(t)}
}

// progress is a count, never a bare percentage. An announcement that is on hold says when it goes out.
func (q *request) progress(t app.Task, w taskWords) string {
	if t.Kind == "announce" && t.State == "waiting" {
		return fmt.Sprintf("Goes out to %s at %s. Nothing is sent before.", ui.Count(t.Total, "person", "people"), clock(t.CreatedAt.Add(app.HoldTime), q.zone()))
	}
	if t.Kind == "match" {
		return fmt.Sprintf("Comparing %s, %d %s", ui.Count(t.Total, "scenario", "scenarios"), t.Done, w.things)
	}
	return counted(t, w)
}

// counted is "41 of 63 sent, 0 failed".
func counted(t app.Task, w taskWords) string {
	return fmt.Sprintf("%d of %d %s, %d failed", t.Done, t.Total, w.things, t.Failed)
}

func endedTitle(t app.Task, w taskWords) string {
	switch t.State {
	case "done":
		return w.title + ": done"
	case "stopped":
		return w.title + ": stopped"
	}
	return w.title + " did not work"
}

func endedWords(t app.Task, w taskWords) string {
	switch {
	case t.State == "failed":
		return t.Message
	case t.State == "stopped" && t.Done == 0:
		return "Stopped. Nothing was sent or changed."
	case t.State == "stopped":
		return "Stopped. " + counted(t, w) + "."
	case t.Kind == "match":
		return ui.Count(t.Total, "scenario is", "scenarios are") + " solved and proven."
	case t.Total == 0:
		return "There was nobody to write to."
	}
	return counted(t, w) + "."
}

func endedTone(t app.Task) ui.Tone {
	switch {
	case t.State == "failed" || t.Failed > 0:
		return ui.Bad
	case t.State == "stopped":
		return ui.Warn
	}
	return ui.Good
}

// stopTask is POST /{institution}/{program}/j/{task}/stop.
func stopTask(q *request) error {
	id := chi.URLParam(q.Request, "task")
	who, err := q.once(q.at.Task(id))
	if err != nil {
		return err
	}
	if err := q.srv.app.StopTask(q.Context(), who, id); err != nil {
		return err
	}
	return q.see(q.at.Task(id), "")
}

var taskForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// newTask is the id of the task that a form starts: the form's own, so that a form sent twice leads to one task.
func (q *request) newTask() string {
	if id := q.field("task"); taskForm.MatchString(id) {
		return id
	}
	return newID()
}
