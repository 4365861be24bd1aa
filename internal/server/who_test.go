package server_test

import (
	"net/http"
	"strings"
	"testing"

	"evenly/internal/tenant"
	"evenly/internal/world"
)

func TestWhoCanSeeWhat(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	ana := im.Resident("Ana Pereira", 1)
	p := ana.Get(im.At.Who()).Want(http.StatusOK)
	if n := len(p.All("tbody tr")); n < 8 {
		t.Errorf("the table has %d lines", n)
	}
}

func TestAuditLogShowsDirectorsTheProgramAndOthersTheirOwn(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im, peds := w.Program("im"), w.Program("peds")
	carmen, helen := im.Person("Carmen Ruiz", tenant.Coordinator), im.Person("Helen Marsh", tenant.Director)
	far := peds.Person("Leo Marchand", tenant.Coordinator)
	for _, x := range []struct {
		who *world.Person
		at  *world.Program
	}{{carmen, im}, {far, peds}} {
		form := x.who.Get(x.at.At.SetupContacts()).Want(http.StatusOK)
		x.who.Submit(form, "main form", nil, "").Want(http.StatusSeeOther)
	}
	text := helen.Get(im.At.Audit()).Want(http.StatusOK).Text("tbody")
	if !strings.Contains(text, "Carmen RuizSettings: changed") {
		t.Errorf("the director does not see what the coordinator did: %q", text)
	}
	if strings.Contains(text, "Marchand") {
		t.Errorf("the director sees another program: %q", text)
	}
	ana := im.Resident("Ana Pereira", 1)
	if got := ana.Get(im.At.Audit()).Want(http.StatusOK).Text("tbody"); strings.Contains(got, "Carmen") {
		t.Errorf("a resident sees others' entries: %q", got)
	}
}
