package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestBoardFromPostToDraw(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	okafor := im.Mentor("Amara Okafor", 2)
	form := okafor.Get(im.At.PostingNew()).Want(http.StatusOK)
	bad := okafor.Submit(form, "#posting", values("title", "", "places", "many", "closes_on", "2026-01-01"), "").Want(http.StatusUnprocessableEntity)
	for _, field := range []string{"title", "places", "closes_on"} {
		if !bad.Has(".summary-errors a[href='#" + field + "']") {
			t.Errorf("no word about %s", field)
		}
	}
	okafor.Submit(bad, "#posting", values("title", "Sepsis audit", "places", "1", "closes_on", "2026-04-20"), "").Want(http.StatusSeeOther)
	if got := world.One[string](w, `SELECT open_to || ' ' || kind FROM offer`); got != "all project" {
		t.Errorf("recorded as %s", got)
	}
	var residents []*world.Person
	for i := range 3 {
		r := im.Resident(fmt.Sprintf("R%d Nair", i), 1)
		board := r.Get(im.At.Board()).Want(http.StatusOK)
		r.Submit(board, "form[action$='/want']", nil, "").Want(http.StatusSeeOther)
		residents = append(residents, r)
	}
	last := residents[2]
	last.Submit(last.Get(im.At.Board()), "form[action$='/want']", nil, "").Want(http.StatusSeeOther) // takes it back
	if n := world.One[int](w, `SELECT count(*) FROM interest`); n != 2 {
		t.Fatalf("%d residents want it", n)
	}
	if got := last.Get(im.At.Board()).Text("main"); strings.Contains(got, "R0 Nair") {
		t.Error("residents see who asked")
	}
	hash := world.One[string](w, `SELECT seed_hash FROM posting`)
	if !strings.Contains(last.Get(im.At.Board()).Text("main"), hash) {
		t.Error("the seed's hash is not shown before the draw")
	}
	w.SetNow(time.Date(2026, 4, 21, 15, 0, 0, 0, time.UTC))
	for range 2 {
		if err := w.App.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	seed := world.One[string](w, `SELECT seed FROM posting WHERE state = 'drawn'`)
	if sum := sha256.Sum256([]byte(seed)); hex.EncodeToString(sum[:]) != hash {
		t.Error("the seed is another one than was promised")
	}
	first := mentorship.Draw(seed, []string{string(residents[0].ID), string(residents[1].ID)})[0]
	winner, loser := residents[0], residents[1]
	if first == string(loser.ID) {
		winner, loser = loser, winner
	}
	if got := winner.Get(im.At.Board()).Text("main"); !strings.Contains(got, "You have a place.") || !strings.Contains(got, seed) {
		t.Errorf("who was drawn sees: %s", got)
	}
	if got := loser.Get(im.At.Board()).Text("main"); !strings.Contains(got, "Not this time.") {
		t.Errorf("the other sees: %s", got)
	}
	if got := last.Get(im.At.Board()).Text("main"); strings.Contains(got, "Went to") {
		t.Error("somebody without a part in it sees who has it")
	}
	if got := okafor.Get(im.At.Board()).Text("main"); !strings.Contains(got, "Went to "+winner.Name.Full()) {
		t.Errorf("the mentor sees: %s", got)
	}
	if n := world.One[int](w, `SELECT count(*) FROM message WHERE kind = 'board.drawn'`); n != 2 {
		t.Errorf("%d mails about the draw", n)
	}
	late := im.Resident("Late Comer", 1)
	late.Post(im.At.PostingWant(world.One[string](w, `SELECT id::text FROM posting`)), values("key", "12345678", "wants", "yes")).Want(http.StatusConflict)
}

func TestOfferToAllInALogGoesOntoTheBoard(t *testing.T) {
	t.Parallel()
	_, im, priya, okafor, pair := pairOf(t)
	page := okafor.Follow(logMeeting(okafor, pair, values("offer", "poster", "offer_to", "all")))
	if got := priya.Get(im.At.Board()).Text("main"); !strings.Contains(got, "Poster or abstract with Dr. Okafor") && !strings.Contains(got, "Poster or abstract with Dr.") {
		t.Errorf("the board: %s", got)
	}
	okafor.Submit(page, ".toast form", nil, "").Want(http.StatusSeeOther)
	if priya.Get(im.At.Board()).Has("form[action$='/want']") {
		t.Error("it outlives the meeting that was taken back")
	}
}

func TestLeadsPostOnBehalfOfAMentor(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	okafor, helen := im.Mentor("Amara Okafor", 2), im.Person("Helen Marsh", tenant.Coordinator)
	form := helen.Get(im.At.PostingNew()).Want(http.StatusOK)
	helen.Submit(form, "#posting", values("title", "Journal club"), "").Want(http.StatusUnprocessableEntity)
	helen.Submit(form, "#posting", values("title", "Journal club", "mentor", string(okafor.ID)), "").Want(http.StatusSeeOther)
	other := im.Mentor("Sten Lindqvist", 2)
	other.Post(im.At.PostingNew(), values("key", "12345678", "title", "X", "mentor", string(okafor.ID), "kind", "project", "places", "1", "closes_on", "2026-05-01")).Want(http.StatusForbidden)
	other.Post(im.At.PostingEnd(world.One[string](w, `SELECT id::text FROM posting`)), values("key", "87654321")).Want(http.StatusForbidden)
	okafor.Submit(okafor.Get(im.At.Board()), "form[action$='/withdraw']", nil, "").Want(http.StatusSeeOther)
	if n := world.One[int](w, `SELECT count(*) FROM offer WHERE removed_at IS NULL`); n != 0 {
		t.Error("the offer is still counted")
	}
}

func TestGMEOfficeSeesProgramsWithoutNames(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im, surgery := w.Program("im"), w.Program("surgery")
	okafor := im.Mentor("Amara Okafor", 30)
	for i := range 6 {
		im.Pair(im.Resident(fmt.Sprintf("R%d Nair", i), 1), okafor, "2025-07-01")
	}
	surgery.Pair(surgery.Resident("Tom Whitfield", 1), surgery.Mentor("Sten Lindqvist", 2), "2025-07-01")
	if err := w.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	dio := im.Person("Paul Okonkwo", tenant.Facilitator)
	im.As(func(tx *store.Tx) error {
		if err := tx.EndRole(t.Context(), dio.ID, tenant.Facilitator); err != nil {
			return err
		}
		return tx.PutRole(t.Context(), dio.ID, tenant.DIO)
	})
	page := dio.Get("/stbrannoc/gme").Want(http.StatusOK)
	if got := page.Text("main"); strings.Contains(got, "Nair") || !strings.Contains(got, "Program im") {
		t.Errorf("page: %s", got)
	}
	rows := page.All("tbody tr")
	if len(rows) != 2 || !page.Has("tbody tr:nth-child(2) .suppressed") || page.Has("tbody tr:first-child .suppressed") {
		t.Errorf("a program with one pair is not suppressed: %s", page.Text("tbody"))
	}
	im.Person("Helen Marsh", tenant.Director).Get("/stbrannoc/gme").Want(http.StatusForbidden)
}
