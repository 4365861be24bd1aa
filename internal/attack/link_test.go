package attack_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"evenly/internal/e2e/program"
	"evenly/internal/world"
)

// 200 surveys, in batches that are open at the same time.
const (
	surveys = 200
	batch   = 50
)

func TestMain(m *testing.M) { os.Exit(program.Main(m)) }

// TestLinkAttack drives 29 people through each of 200 surveys as browsers would, takes everything there is before the
// close, from a restored backup of that moment, and after the close, and tries to say who wrote what. It gets right as
// many as chance does. Of the naive tables that were filled beside, it gets everybody right.
func TestLinkAttack(t *testing.T) {
	t.Parallel()
	v := newTown(t)
	found := tally{}
	ciphertexts := tally{} // who put which sealed ballot, where tokens were fetched ahead
	for first := 0; first < surveys; first += batch {
		began := time.Now()
		v.log, v.proxy = len(v.databaseLog()), nil
		open := v.openBatch(first)
		v.each(open, (*wave).answer)
		answered := time.Now()
		during := v.evidence()
		v.searchSecrets(during)
		restored := v.restore(first)
		if first == 0 {
			v.searchFiles()
		}
		v.each(open, (*wave).close)
		after := v.evidence()
		v.searchJoint(after)
		v.attack(found, ciphertexts, open, map[string]evidence{"during": during, "backup": restored.left, "after": after})
		restored.staysShut(open[0])
		t.Logf("surveys %d to %d: answered in %s, all in %s", first, first+batch-1, answered.Sub(began).Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	}
	v.keysAreGone()
	verdict(t, found, ciphertexts)
}

// verdict holds the tallies against chance.
func verdict(t *testing.T, found, ciphertexts tally) {
	t.Helper()
	naive, safe := tally{}, tally{}
	for name, rights := range found {
		if strings.Contains(name, "naive") {
			naive[name] = rights
		} else {
			safe[name] = rights
		}
	}
	if mean, how := naive.best(surveys); mean != people {
		t.Fatalf("the attack links %.2f of %d in the naive tables (%s): it does not work", mean, people, how)
	}
	mean, how := safe.best(surveys)
	t.Logf("%d pairs of orders tried; the best links %.2f of %d on average (%s); in the naive tables all", len(safe), mean, people, how)
	if mean > 1.2 {
		t.Errorf("linked on average %.2f of %d by %s, want at most 1.2", mean, people, how)
	}
	for _, pair := range safe.suspicious() {
		t.Errorf("better than chance: %s", pair)
	}
	for _, pair := range ciphertexts.suspicious() {
		t.Errorf("with tokens fetched ahead, a sealed ballot leads to a person: %s", pair)
	}
}

func (v *town) openBatch(first int) []*wave {
	v.t.Helper()
	var open []*wave
	for i := range batch {
		open = append(open, v.open(first+i))
	}
	return open
}

// each runs the surveys side by side, two at a time.
func (v *town) each(all []*wave, do func(*wave)) {
	v.t.Helper()
	var wg sync.WaitGroup
	next := make(chan *wave)
	for range 2 {
		wg.Go(func() {
			for x := range next {
				do(x)
			}
		})
	}
	for _, x := range all {
		next <- x
	}
	close(next)
	wg.Wait()
	if v.t.Failed() {
		v.t.FailNow()
	}
}

const slips = 2 // people who answer on paper, in surveys where tokens are not fetched ahead

// answer lets everybody answer, in an order of their own. On their own devices people have their token from some earlier
// visit; on the ward's computer they fetch it and answer at once.
func (x *wave) answer() {
	ahead, now := rand.Perm(people), rand.Perm(people)
	if x.early {
		for _, i := range ahead {
			x.fetch(i)
		}
	}
	var codes []string
	for n, i := range now {
		switch {
		case x.early:
			x.put(i)
		case n < people-slips:
			x.fetch(i)
			x.put(i)
		default:
			if codes == nil {
				codes = x.print(4)
				rand.Shuffle(len(codes), func(a, b int) { codes[a], codes[b] = codes[b], codes[a] })
			}
			x.draw(i, codes[n-people+slips])
		}
		x.naively(i)
	}
}

// naively does what many do: no person beside an answer, no time, and one transaction for both.
func (x *wave) naively(person int) {
	_, err := x.admin.Exec(x.t.Context(), fmt.Sprintf(`BEGIN; INSERT INTO naive_took VALUES ('%s', '%s'); INSERT INTO naive_answer VALUES ('%s', '%s %s'); COMMIT`,
		x.id, x.who[person].ID, x.id, x.mark("open", person, "a"), x.mark("open", person, "b")))
	if err != nil {
		x.t.Error(err)
	}
}

func (x *wave) close() {
	x.cora.post(x.program.At.SurveyClose(x.id), nil).want(http.StatusSeeOther)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.done[fmt.Sprint(x.number)] = true
}

// evidence is all tables, and all logs.
func (v *town) evidence() evidence {
	v.t.Helper()
	left := dump(v.t, v.w.DB.AdminURL)
	left.lines("the site's log", v.w.Log())
	v.mu.Lock()
	left.lines("the proxy's log", strings.Join(v.proxy, "\n"))
	v.mu.Unlock()
	left.lines("the database's log", v.databaseLog()[v.log:])
	return left
}

func (v *town) databaseLog() string {
	v.t.Helper()
	text, err := os.ReadFile(filepath.Join(v.pg.Dir(), "postgres.log"))
	check(v.t, err)
	return string(text)
}

var (
	markForm = regexp.MustCompile(`(mine|open)-(\d+)-(\d+)-([ab])\.`)
	secret   = "mine-"
)

// attack lays all orders of people that were found at any time beside all orders of the answers that came out.
func (v *town) attack(found, ciphertexts tally, open []*wave, takes map[string]evidence) {
	v.t.Helper()
	first := open[0].number
	subjects := map[string]int{}
	for i, x := range open {
		subjects[x.id], subjects[string(x.program.ID)] = i, i
	}
	who := make([]orders, len(open))
	answers := make([]map[string]orders, len(open))
	for when, left := range takes {
		each, rest := left.split(subjects, len(open))
		general := make([]orders, sets)
		for s := range general {
			general[s] = rest.orders(v.residents(s))
		}
		for i, x := range open {
			named := each[i].orders(v.residents(x.number % sets))
			sealed := evidence{"spool": each[i]["spool"]}.orders(x.ballot)
			if who[i] == nil {
				who[i] = orders{}
			}
			for _, o := range []orders{named, general[x.number%sets], sealed} {
				for where, order := range o {
					who[i][when+" "+where] = order
				}
			}
			if when == "during" && x.early {
				ciphertexts.pair(without(named, "naive"), map[string]orders{"spool": sealed})
			}
			if when == "after" {
				answers[i] = x.released(each[i], "a", "b")
			}
		}
	}
	for i := range open {
		if len(answers[i]) == 0 || len(who[i]) < 10 {
			v.t.Fatalf("survey %d: %d orders of people, %d of answers: the attack has nothing to go by", first+i, len(who[i]), len(answers[i]))
		}
		found.pair(who[i], answers[i])
		found.join(answers[i])
	}
}

func without(o orders, part string) orders {
	kept := maps.Clone(o)
	maps.DeleteFunc(kept, func(where string, _ []int) bool { return strings.Contains(where, part) })
	return kept
}

// residents finds the people of a set whom a trace names, by any id, by mail or by network address.
func (v *town) residents(set int) func(trace) []int {
	numbers := map[string]int{}
	for i, r := range v.sets[set] {
		numbers[string(r.ID)], numbers[r.Email], numbers[r.account], numbers[r.browser.address] = i, i, i, i
	}
	return func(tr trace) []int { return known(numbers, tr) }
}

func known(numbers map[string]int, tr trace) (persons []int) {
	for _, name := range tr.names {
		if n, ok := numbers[name]; ok {
			persons = append(persons, n)
		}
	}
	return persons
}

// ballot finds whose a sealed ballot is. No attacker knows it of everybody; this one does.
func (x *wave) ballot(tr trace) []int { return known(x.ballots, tr) }

// released finds the orders of the comments, each question by itself, where they lie open.
func (x *wave) released(left evidence, questions ...string) map[string]orders {
	all := map[string]orders{}
	for _, question := range questions {
		for where, order := range left.orders(func(tr trace) []int { return x.writer(tr, question) }) {
			if all[where] == nil {
				all[where] = orders{}
			}
			all[where][question] = order
		}
	}
	return all
}

func (x *wave) writer(tr trace, question string) (persons []int) {
	if !strings.Contains(tr.text, "mine-") && !strings.Contains(tr.text, "open-") {
		return nil
	}
	for _, m := range markForm.FindAllStringSubmatch(tr.text, -1) {
		if alias, err := strconv.Atoi(m[3]); err == nil && m[4] == question {
			persons = append(persons, slices.Index(x.alias[question], alias))
		}
	}
	return persons
}

// joint answers: the two comments of one person, or a comment beside a choice, lie together nowhere.
func (v *town) searchJoint(left evidence) {
	v.t.Helper()
	for place, traces := range left {
		for _, tr := range traces {
			marks := strings.Count(tr.text, secret)
			if marks > 1 || marks == 1 && place != "survey_comment" && place != "the database's log" {
				v.t.Errorf("%s has %d answers in one place: %.200s", place, marks, tr.text)
				return
			}
		}
	}
	if n := world.One[int](v.w, `SELECT count(DISTINCT wave_id)::int FROM survey_comment`); n%batch != 0 {
		v.t.Errorf("comments of %d surveys arrived", n)
	}
}
