package server_test

import (
	"net/http"
	"testing"

	"evenly/internal/world"
)

func TestRankingPage(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	ana := im.Resident("Ana Pereira", 2)
	okafor := im.Mentor("Amara Okafor", 2)
	ana.Get(im.At.Ranking()).Want(http.StatusOK)
	okafor.Get(im.At.Ranking()).Want(http.StatusForbidden)
}
