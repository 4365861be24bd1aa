package server_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"evenly/internal/route"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

// alarmed is a town whose first survey has closed with eight of twenty unhappy, and the address of its alarm.
func alarmed(t *testing.T) (v *town, alarm string) {
	t.Helper()
	v = newTown(t, 20)
	_, page := v.ask(4, 4, 4, 4, 4)
	return v, page.Attr("section[aria-labelledby=alarms-h] a", "href")
}

func (v *town) sign(who *world.Person, alarm, note string) *world.Page {
	v.t.Helper()
	return who.Submit(who.Get(alarm).Want(http.StatusOK), "form[method=post]", url.Values{"note": {note}}, "")
}

func (v *town) end(who *world.Person, alarm, op string) *world.Page {
	v.t.Helper()
	return who.Submit(who.Get(alarm).Want(http.StatusOK), "form[method=post]", nil, "op="+op)
}

// An alarm is work with an owner and a date; it stands on the first page of all who lead until two people, one of them from
// outside the director's line, have closed it.
func TestAnAlarmTakesTwo(t *testing.T) {
	t.Parallel()
	v, alarm := alarmed(t)
	associate := v.Person("Victor Oduya", tenant.AssociateDirector)
	for _, who := range []*world.Person{v.director, v.coordinator, v.facilitator, associate} {
		if text := who.Get(v.At.Home()).Want(http.StatusOK).Text("section[aria-labelledby=alarms-h]"); !strings.Contains(text, "8 of 20 are unhappy") {
			t.Errorf("the first page of %s: %q", who.Email, text)
		}
	}
	if text := v.director.Get(alarm).Want(http.StatusOK).Text("main"); !strings.Contains(text, "Owner: Dr. Dora Stone") || !strings.Contains(text, "Act by") || !strings.Contains(text, "Of all 20 who were asked, between 8 and 8.") {
		t.Errorf("the alarm: %s", text)
	}
	// Two people of the director's own line do not close it.
	v.sign(v.coordinator, alarm, "The chiefs talked to everybody.").Want(http.StatusSeeOther)
	v.end(v.director, alarm, "close").Want(http.StatusForbidden)
	// The facilitator may send it back, and then somebody else signs.
	v.end(v.facilitator, alarm, "back").Want(http.StatusSeeOther)
	v.sign(v.facilitator, alarm, "Three pairs have new mentors.").Want(http.StatusSeeOther)
	v.facilitator.Post(alarm, url.Values{"key": {"0123456789abcdef"}, "op": {"close"}}).Want(http.StatusForbidden)
	v.end(v.director, alarm, "close").Want(http.StatusSeeOther)
	v.director.Post(alarm, url.Values{"key": {"0123456789abcdeg"}, "op": {"back"}}).Want(http.StatusConflict)
	if p := v.director.Get(v.At.Home()); p.Has("section[aria-labelledby=alarms-h]") {
		t.Error("a closed alarm is still on the first page")
	}
	if text := v.director.Get(alarm).Text("main"); !strings.Contains(text, "Signed by Dr. Fay Marsh and Dr. Dora Stone.") || !strings.Contains(text, "Three pairs have new mentors.") {
		t.Errorf("afterwards: %s", text)
	}
}

// A director with a second role is still the director.
func TestADirectorWithTwoRolesIsStillOne(t *testing.T) {
	t.Parallel()
	v, alarm := alarmed(t)
	v.W.SQL(`INSERT INTO membership (institution_id, person_id, program_id, role) SELECT institution_id, person_id, program_id, 'facilitator' FROM membership WHERE person_id = $1`, string(v.director.ID))
	v.sign(v.coordinator, alarm, "Talked.").Want(http.StatusSeeOther)
	v.end(v.director, alarm, "close").Want(http.StatusForbidden)
}

func TestWhoNeverSeesAlarms(t *testing.T) {
	t.Parallel()
	v, alarm := alarmed(t)
	mentor, chief := v.Mentor("Amara Okafor", 2), v.Person("Joy Abiodun", tenant.Chief)
	for _, who := range []*world.Person{v.residents[0], mentor, chief} {
		who.Get(alarm).Want(http.StatusForbidden)
		if p := who.Get(v.At.Surveys()).Want(http.StatusOK); strings.Contains(p.Text("main"), "unhappy") {
			t.Errorf("%s reads of the alarm", who.Email)
		}
	}
	other := v.W.Program("peds")
	stranger := other.Person("Simone Baptiste", tenant.Director)
	if got := stranger.Get(alarm).Status; got != http.StatusNotFound {
		t.Errorf("another program's director: %d", got)
	}
	id := alarm[strings.LastIndex(alarm, "/")+1:]
	stranger.Get(other.At.SurveyAlarm(id)).Want(http.StatusNotFound)
	dio := v.Person("Paul Okonkwo", tenant.Coordinator)
	v.W.SQL(`UPDATE membership SET role = 'dio', program_id = NULL WHERE person_id = $1`, string(dio.ID))
	sign := dio.Get(route.GMEAlarm(v.At.Institution, id)).Want(http.StatusOK)
	dio.Submit(sign, "form[method=post]", url.Values{"note": {" "}}, "").Want(http.StatusUnprocessableEntity)
	dio.Submit(sign, "form[method=post]", url.Values{"note": {"Met the program."}}, "").Want(http.StatusSeeOther)
}

// A wave that the clock closes in the night is told the same morning to director, facilitator and GME office.
func TestAlarmsAreToldTheDayTheWaveCloses(t *testing.T) {
	t.Parallel()
	v := newTown(t, 12)
	dio := v.Person("Paul Okonkwo", tenant.Coordinator)
	v.W.SQL(`UPDATE membership SET role = 'dio', program_id = NULL WHERE person_id = $1`, string(dio.ID))
	id := v.open()
	for i, r := range v.residents {
		v.obtain(id, r).put(0, value([]int{0, 1, 1, 0, 3, 3, 4, 4, 4, 3, 4, 4}[i], ""))
	}
	zone, err := time.LoadLocation(world.One[string](v.W, `SELECT time_zone FROM program`))
	v.check(err)
	last := world.One[time.Time](v.W, `SELECT closes_on FROM wave`)
	night := time.Date(last.Year(), last.Month(), last.Day()+1, 0, 40, 0, 0, zone)
	v.W.SetNow(night)
	v.check(v.W.App.Tick(context.Background()))
	if state := world.One[string](v.W, `SELECT state FROM wave WHERE id = $1`, id); state != "closed" {
		t.Fatalf("the clock left it %s", state)
	}
	due := world.One[time.Time](v.W, `SELECT max(not_before) FROM message WHERE kind = 'survey.alarm'`).In(zone)
	if n := world.One[int](v.W, `SELECT count(DISTINCT person_id)::int FROM message WHERE kind = 'survey.alarm'`); n != 4 || due.Day() != night.Day() || due.Hour() > 9 {
		t.Errorf("%d mails by %s, want one each for coordinator, director, facilitator and GME office by nine that morning", n, due)
	}
	v.W.SetNow(due.Add(time.Minute))
	v.W.Work()
	v.check(v.W.App.Tick(context.Background()))
	for _, who := range []*world.Person{v.director, v.facilitator, dio} {
		v.W.Eventually("a mail to "+who.Email, func() bool { return v.mails(who, "A survey needs a look") == 1 })
	}
	for _, m := range v.W.Mail.To(v.director.Email) {
		if strings.Contains(m.Text, "unhappy") || strings.Contains(m.Text, "4 of 12") {
			t.Errorf("a mail tells figures: %s", m.Text)
		}
	}
}
