package equity_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"evenly/internal/equity"
)

// oracles is the file of exact values that stands beside the repository, as far as it is decoded into types; every
// number in it is compared as printed.
type oracles struct {
	Paper struct {
		Y        []int
		Total    json.Number
		Mean     json.Number
		MidPLow  map[string]json.Number `json:"midp_low"`
		MidPHigh map[string]json.Number `json:"midp_high"`
		NLow     int                    `json:"n_low"`
		NHigh    int                    `json:"n_high"`
		Q        float64
	} `json:"paper39"`
	Monthly struct {
		Total json.Number
		Low1  json.Number `json:"midp_low_y1"`
		NLow  int         `json:"n_low"`
		High  json.Number `json:"midp_high_y12"`
		NHigh int         `json:"n_high"`
	} `json:"monthly39"`
	Unequal struct {
		Y        []int
		Days     []int         `json:"active_days"`
		Expected []json.Number `json:"E_quarterly"`
		MidPLow  []json.Number `json:"midp_low"`
		MidPHigh []json.Number `json:"midp_high"`
	}
	Five       shares        `json:"ineq_five"`
	PaperIneq  shares        `json:"ineq_paper39"`
	Zeros      shares        `json:"ineq_zeros"`
	Equal      shares        `json:"ineq_equal"`
	LorenzFive []json.Number `json:"lorenz_five"`
	Excess     struct {
		Observed json.Number
		Expected float64 `json:"expected_equal"`
	} `json:"excess_gini_paper39"`
	Dispersion struct{ D, DF, Ratio json.Number } `json:"dispersion_paper39"`
	Theil      struct {
		Total, Between, Within json.Number
		ShareBetween           json.Number `json:"share_between"`
	} `json:"theil_decomp"`
	EBUnequal bayes `json:"eb_unequal"`
	EBPaper   bayes `json:"eb_paper39"`
	Funnel    []struct {
		E                              float64
		Low95, High95, Low998, High998 int
	} `json:"funnel_exact_limits"`
	BH struct {
		P        []float64
		Q        float64
		Rejected int
	} `json:"bh1995"`
	Permutation struct {
		A, B           []float64
		Diff           json.Number
		Extreme, Total int
		P              json.Number
	} `json:"perm_exact_5v5"`
	Fisher struct {
		Fisher   json.Number `json:"fisher_two_sided"`
		Boschloo json.Number `json:"boschloo_two_sided"`
		Ratio    json.Number
		Fail     bool `json:"four_fifths_fail"`
	} `json:"offers_fisher"`
	Threshold map[string]json.Number    `json:"min_peer_mean_q10"`
	Promise   map[string]equity.Promise `json:"promise_day_by_day"`
	Inputs    struct {
		Five  []float64   `json:"ineq_five"`
		Zeros []float64   `json:"ineq_zeros"`
		Equal []float64   `json:"ineq_equal"`
		Theil [][]float64 `json:"theil_decomp"`
	}
}

type shares struct {
	Gini, Theil json.Number
	Top         json.Number `json:"top_decile_share"`
	Bottom      json.Number `json:"bottom40_share"`
}

type bayes struct {
	M      json.Number
	S2     json.Number
	A      json.Number
	C      []json.Number
	Shrunk []json.Number
	Gamma  *struct {
		Alpha, Beta json.Number
		Post90      [][2]json.Number
	}
}

// loadOracles skips the test where the shared data are not beside the repository.
func loadOracles(t *testing.T) oracles {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "equity-oracles.json")
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skip("the oracles are not beside the repository: " + path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var o oracles
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// printed checks a figure against one printed in full or rounded to its last digit.
func printed(t *testing.T, name string, got float64, want json.Number) {
	t.Helper()
	mantissa, _, _ := strings.Cut(want.String(), "e")
	_, decimals, _ := strings.Cut(mantissa, ".")
	x, err := want.Float64()
	if err != nil {
		t.Fatal(err)
	}
	ulp := math.Pow10(-len(decimals))
	if _, exponent, ok := strings.Cut(want.String(), "e"); ok {
		n, err := strconv.Atoi(exponent)
		if err != nil {
			t.Fatal(err)
		}
		ulp *= math.Pow10(n)
	}
	if math.IsNaN(got) || math.Abs(got-x) > 0.5000001*ulp {
		t.Errorf("%s = %.10g, want %s", name, got, want)
	}
}

// year is the exposures of pairs with equal active days.
func year(counts []int) []equity.Exposure {
	var pairs []equity.Exposure
	for _, n := range counts {
		pairs = append(pairs, equity.Exposure{Count: n, Days: 364})
	}
	return pairs
}

// repeat is n copies of count, then as many of the next, and so on.
func repeat(nAndCount ...int) []int {
	var counts []int
	for i := 0; i < len(nAndCount); i += 2 {
		for range nAndCount[i] {
			counts = append(counts, nAndCount[i+1])
		}
	}
	return counts
}

func floats(counts []int) []float64 {
	out := make([]float64, len(counts))
	for i, n := range counts {
		out[i] = float64(n)
	}
	return out
}

func flagged(ps equity.Peers) (low, high int) {
	for _, p := range ps.Pairs {
		switch p.Reading {
		case equity.PeerLower:
			low++
		case equity.PeerHigher:
			high++
		}
	}
	return low, high
}

func TestOraclePeers(t *testing.T) {
	t.Parallel()
	o := loadOracles(t)
	pairs := year(o.Paper.Y)
	got := equity.ComparePeers(pairs, o.Paper.Q, 364)
	first := map[string]equity.Peer{}
	total := 0
	for i, p := range got.Pairs {
		first[fmt.Sprintf("y%d", pairs[i].Count)] = p
		total += pairs[i].Count
	}
	printed(t, "total", float64(total), o.Paper.Total)
	printed(t, "mean", float64(total)/float64(len(pairs)), o.Paper.Mean)
	for y, p := range first {
		printed(t, "low "+y, p.PLow, o.Paper.MidPLow[y])
		printed(t, "high "+y, p.PHigh, o.Paper.MidPHigh[y])
	}
	if low, high := flagged(got); low != o.Paper.NLow || high != o.Paper.NHigh {
		t.Errorf("%d lower and %d higher, want %d and %d", low, high, o.Paper.NLow, o.Paper.NHigh)
	}
	for n, want := range o.Threshold {
		size, err := strconv.Atoi(strings.TrimPrefix(n, "N="))
		if err != nil {
			t.Fatal(err)
		}
		printed(t, "threshold "+n, equity.ComparePeers(year(repeat(size, 1)), 0.10, 364).Threshold, want)
	}
}

func TestOraclePeersOfMonthlyProgram(t *testing.T) {
	t.Parallel()
	o := loadOracles(t).Monthly
	pairs := year(repeat(3, 1, 36, 12))
	got := equity.ComparePeers(pairs, 0.10, 364)
	printed(t, "low 1", got.Pairs[0].PLow, o.Low1)
	printed(t, "high 12", got.Pairs[38].PHigh, o.High)
	if low, high := flagged(got); low != o.NLow || high != o.NHigh {
		t.Errorf("%d lower and %d higher, want %d and %d", low, high, o.NLow, o.NHigh)
	}
}

func TestOraclePeersWithUnequalActiveDays(t *testing.T) {
	t.Parallel()
	o := loadOracles(t).Unequal
	var pairs []equity.Exposure
	for i, y := range o.Y {
		pairs = append(pairs, equity.Exposure{Count: y, Days: o.Days[i]})
		d := equity.Dyad{ID: "d", Mentor: "m", From: july}
		asOf := july + equity.Date(o.Days[i]) - 1
		printed(t, "expected", equity.ReadPair(equity.Defaults(asOf), d).Expected, o.Expected[i])
	}
	for i, p := range equity.ComparePeers(pairs, 0.10, 364).Pairs {
		printed(t, fmt.Sprintf("low[%d]", i), p.PLow, o.MidPLow[i])
		printed(t, fmt.Sprintf("high[%d]", i), p.PHigh, o.MidPHigh[i])
	}
}

func TestOracleConcentration(t *testing.T) {
	t.Parallel()
	o := loadOracles(t)
	check := func(name string, x []float64, want shares) {
		printed(t, name+" gini", equity.Gini(x), want.Gini)
		printed(t, name+" theil", equity.Theil(x), want.Theil)
		curve := equity.NewLorenz(x)
		printed(t, name+" top tenth", curve.Top((len(x)+9)/10), want.Top)
		printed(t, name+" bottom 40", curve.Bottom(2*len(x)/5), want.Bottom)
	}
	check("five", o.Inputs.Five, o.Five)
	check("zeros", o.Inputs.Zeros, o.Zeros)
	check("equal", o.Inputs.Equal, o.Equal)
	check("paper", floats(o.Paper.Y), o.PaperIneq)
	for i, point := range equity.NewLorenz(o.Inputs.Five) {
		printed(t, fmt.Sprintf("lorenz[%d]", i), point, o.LorenzFive[i])
	}
	between, within := equity.TheilSplit(o.Inputs.Theil)
	printed(t, "theil", between+within, o.Theil.Total)
	printed(t, "theil between", between, o.Theil.Between)
	printed(t, "theil within", within, o.Theil.Within)
	printed(t, "theil share between", between/(between+within), o.Theil.ShareBetween)
}

func TestOracleConcentrationThroughRead(t *testing.T) {
	t.Parallel()
	o := loadOracles(t)
	got := read(t, program(o.Paper.Y, 364)).Program
	printed(t, "gini", got.Concentration.Gini, o.Excess.Observed)
	if gini := got.Concentration.GiniByChance; math.Abs(gini-o.Excess.Expected) > 0.003 {
		t.Errorf("gini by chance = %.4f, want %.3f within 0.003", gini, o.Excess.Expected)
	}
	printed(t, "gini", got.Concentration.Gini, o.PaperIneq.Gini)
	printed(t, "theil", got.Concentration.Theil, o.PaperIneq.Theil)
	printed(t, "top tenth", got.Concentration.Top, o.PaperIneq.Top)
	printed(t, "bottom 40", got.Concentration.Bottom40, o.PaperIneq.Bottom)
	printed(t, "D", got.Dispersion.D, o.Dispersion.D)
	printed(t, "df", float64(got.Dispersion.DF), o.Dispersion.DF)
	printed(t, "D/df", got.Dispersion.Ratio, o.Dispersion.Ratio)
	if got.Dispersion.Reading != equity.Uneven {
		t.Errorf("dispersion reads %s with p %g", got.Dispersion.Reading, got.Dispersion.P)
	}
}

func TestOracleEstimates(t *testing.T) {
	t.Parallel()
	o := loadOracles(t)
	var unequal []float64
	for _, days := range o.Unequal.Days {
		unequal = append(unequal, float64(days)/91)
	}
	four := make([]float64, 39)
	for i := range four {
		four[i] = 4
	}
	checkBayes(t, "unequal", o.Unequal.Y, unequal, o.EBUnequal, o.Unequal.Y, unequal)
	checkBayes(t, "paper", o.Paper.Y, four, o.EBPaper, []int{1, 4, 12}, []float64{4, 4, 4})
}

// checkBayes estimates the prior from all pairs and checks it, and the estimates of the given ones.
func checkBayes(t *testing.T, name string, all []int, allExpected []float64, want bayes, y []int, expected []float64) {
	t.Helper()
	prior := equity.NewPrior(all, allExpected)
	printed(t, name+" m", prior.Mean, want.M)
	printed(t, name+" s2", prior.Raw, want.S2)
	printed(t, name+" A", prior.Variance, want.A)
	for i := range y {
		at := fmt.Sprintf("%s[%d]", name, i)
		got := prior.Estimate(y[i], expected[i])
		printed(t, at+" C", prior.Credibility(expected[i]), want.C[i])
		printed(t, at+" shrunk", got.RateRatio, want.Shrunk[i])
		if want.Gamma == nil {
			if got.Low90 != nil || got.High90 != nil {
				t.Errorf("%s has a band %v to %v", at, *got.Low90, *got.High90)
			}
			continue
		}
		shape, rate, _ := prior.Gamma()
		printed(t, at+" alpha", shape, want.Gamma.Alpha)
		printed(t, at+" beta", rate, want.Gamma.Beta)
		printed(t, at+" low", *got.Low90, want.Gamma.Post90[i][0])
		printed(t, at+" high", *got.High90, want.Gamma.Post90[i][1])
	}
}

func TestOracleTests(t *testing.T) {
	t.Parallel()
	o := loadOracles(t)
	if rejected, _ := equity.BenjaminiHochberg(o.BH.P, o.BH.Q); rejected != o.BH.Rejected {
		t.Errorf("Benjamini-Hochberg rejected %d, want %d", rejected, o.BH.Rejected)
	}
	perm := equity.Permute([]equity.Stratum{{Group: o.Permutation.A, Others: o.Permutation.B}}, "")
	printed(t, "difference", perm.Diff, o.Permutation.Diff)
	printed(t, "p", perm.P, o.Permutation.P)
	if perm.Extreme != o.Permutation.Extreme || perm.Of != o.Permutation.Total || !perm.Exact {
		t.Errorf("%d of %d arrangements, want %d of %d", perm.Extreme, perm.Of, o.Permutation.Extreme, o.Permutation.Total)
	}
	offers := equity.Table{Yes1: 2, N1: 13, Yes2: 15, N2: 26}
	printed(t, "Fisher", offers.Fisher(), o.Fisher.Fisher)
	printed(t, "Boschloo", offers.Boschloo(), o.Fisher.Boschloo)
	printed(t, "ratio", offers.Ratio(), o.Fisher.Ratio)
	if below := offers.Ratio() < 0.8; below != o.Fisher.Fail {
		t.Errorf("below four fifths: %t, want %t", below, o.Fisher.Fail)
	}
}

func TestOracleCountRange(t *testing.T) {
	t.Parallel()
	for _, want := range loadOracles(t).Funnel {
		low95, high95 := equity.CountRange(want.E, 0.95)
		low998, high998 := equity.CountRange(want.E, 0.998)
		if low95 != want.Low95 || high95 != want.High95 || low998 != want.Low998 || high998 != want.High998 {
			t.Errorf("E = %g: %d-%d and %d-%d, want %+v", want.E, low95, high95, low998, high998, want)
		}
	}
}

func TestOraclePromiseDayByDay(t *testing.T) {
	t.Parallel()
	for day, want := range loadOracles(t).Promise {
		if n, err := strconv.Atoi(day); err == nil { // the other key is a note
			if got := on(n, pair("d")).Promise; got != want {
				t.Errorf("day %d: %s, want %s", n, got, want)
			}
		}
	}
}
