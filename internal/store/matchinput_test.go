package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"evenly/internal/mentorship"
	"evenly/internal/store"
	"evenly/internal/world"
)

func TestMatchInputs(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	im := w.Program("im")
	im.SetState(mentorship.RankingOpen)
	ana, ben, gone := im.Resident("Ana Pereira", 2), im.Resident("Ben Adler", 1), im.Resident("Cleo Roy", 3)
	okafor, reyes, stern, hollis := im.Mentor("Amara Okafor", 2), im.Mentor("Camila Reyes", 1), im.Mentor("Miriam Stern", 3), im.Mentor("Ruth Hollis", 1)
	idle := im.Mentor("Ida Idle", 0)
	other := w.Program("peds").Mentor("Omar Other", 4)
	coordinator := im.Person("Sam Lee", "coordinator")

	w.SQL(`UPDATE resident SET ends_on = '2025-06-30' WHERE person_id = $1`, string(gone.ID))
	w.SQL(`UPDATE membership SET ccc = true WHERE person_id = $1`, string(reyes.ID))
	w.SQL(`INSERT INTO cannot_mentor SELECT institution_id, program_id, person_id, $2 FROM mentor WHERE person_id = $1`, string(stern.ID), string(ana.ID))
	w.SQL(`INSERT INTO not_with SELECT institution_id, program_id, $2, person_id FROM mentor WHERE person_id = ANY ($1::uuid[])`,
		[]string{string(hollis.ID), string(idle.ID)}, string(ben.ID))
	im.As(func(tx *store.Tx) error {
		return tx.SaveRankList(context.Background(), im.Cycle, mentorship.ResidentID(ana.ID),
			mentorship.RankList{Mentors: []mentorship.MentorID{mentor(hollis), mentor(okafor)}}, 0)
	})
	who := im.Scope()
	who.Person = coordinator.ID
	var rules []mentorship.RuleID
	check(t, w.Store.As(context.Background(), who, func(tx *store.Tx) error {
		for _, r := range []mentorship.Rule{
			{Kind: mentorship.RuleCCC, Role: mentorship.RoleCCC},
			{Kind: mentorship.RuleSupervisor, MentorID: mentor(okafor), ResidentID: mentorship.ResidentID(ben.ID)},
			{Kind: mentorship.RuleOther, MentorID: mentor(stern)},
		} {
			id, err := tx.AddRule(context.Background(), r)
			if err != nil {
				return err
			}
			rules = append(rules, id)
		}
		return tx.RemoveRule(context.Background(), rules[2], false)
	}))
	w.SQL(`UPDATE mentor SET state = 'withdrawn' WHERE person_id = $1`, string(hollis.ID))

	var got store.MatchInputs
	im.As(func(tx *store.Tx) error {
		cycle, err := tx.CurrentCycle(context.Background())
		if err == nil {
			got, err = tx.MatchInputs(context.Background(), cycle)
		}
		return err
	})

	ids := func(people ...*world.Person) (out []mentorship.MentorID) {
		for _, p := range people {
			out = append(out, mentor(p))
		}
		return out
	}
	options := cmp.Options{cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b store.MatchResident) bool { return a.ID < b.ID }),
		cmpopts.SortSlices(func(a, b store.MatchMentor) bool { return a.ID < b.ID }), cmpopts.SortSlices(func(a, b store.MatchRule) bool { return a.ID < b.ID })}
	domains := []string{"Research", "Career"}
	for what, diff := range map[string]string{
		"residents": cmp.Diff([]store.MatchResident{
			{ID: mentorship.ResidentID(ana.ID), PGY: 2, Listed: true, Ranks: ids(hollis, okafor), Vetoed: ids(stern), ByRule: ids(reyes)},
			{ID: mentorship.ResidentID(ben.ID), PGY: 1, NotWith: ids(hollis), ByRule: sorted(ids(reyes, okafor))},
		}, got.Residents, options),
		"mentors": cmp.Diff([]store.MatchMentor{
			{ID: mentor(okafor), Places: 2, Domains: domains}, {ID: mentor(reyes), Places: 1, Domains: domains},
			{ID: mentor(stern), Places: 3, Domains: domains}, {ID: mentor(hollis), Places: 0, Domains: domains},
		}, got.Mentors, options),
		"rules": cmp.Diff([]store.MatchRule{
			{ID: rules[0], Kind: "ccc", Role: "ccc", Mentors: ids(reyes)},
			{ID: rules[1], Kind: "supervisor", Resident: mentorship.ResidentID(ben.ID), Mentors: ids(okafor)},
		}, got.Rules, options),
	} {
		if diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	for _, m := range got.Mentors {
		if m.ID == mentor(other) {
			t.Error("a mentor of another program is in the match")
		}
	}
}

func TestExcludedNamesEachMentorOnce(t *testing.T) {
	t.Parallel()
	r := store.MatchResident{ByRule: []mentorship.MentorID{"a", "b"}, Vetoed: []mentorship.MentorID{"b", "c"}}
	if diff := cmp.Diff([]mentorship.MentorID{"a", "b", "c"}, r.Excluded()); diff != "" {
		t.Errorf("Excluded() (-want +got):\n%s", diff)
	}
}

func mentor(p *world.Person) mentorship.MentorID { return mentorship.MentorID(p.ID) }

func sorted(ids []mentorship.MentorID) []mentorship.MentorID {
	if len(ids) == 2 && ids[1] < ids[0] {
		ids[0], ids[1] = ids[1], ids[0]
	}
	return ids
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
