// Package equity reads how mentoring contact is shared out: which pairs get less than was promised to them, which get
// far less or far more than the others, and whether the program as a whole is uneven.
//
// A false accusation harms a mentor, a missed silence harms a resident, and neither kind of rule sees everything.
// A pair that meets once a year against four promised meetings cannot be told from bad luck by any test, yet the
// promise is broken: that is a fact. A pair that meets monthly among quarterly ones breaks no promise at all. So there
// are four levels, each with its own question.
//
//   - L1, the nudge (NudgePair): has it been long since these two met? Private to the pair, a rolling clock.
//   - L2, the promise (ReadPair): did they meet in each window? A fact about fixed windows, with days of grace for
//     late logging. Two missed in a row escalate; a window mostly spent away is not judged.
//   - L3, the peers (ComparePeers): is this pair's count unusual beside the others'? An exact test.
//   - L4, the program (Disperse): is contact more uneven than chance makes it? One test a quarter.
//
// Beside them stand figures that describe and never flag: estimates to order lists by (Prior), shares of contact
// (Concentration), who ever met where (Reach), who heard about opportunities (Offers), and groups compared with their
// power stated (Group). Read does all of it for one Input.
//
// # Quantities
//
// A pair's active days t are the days of its pairing up to the as-of day, both included, without time away of either
// person. It expects E = t/d meetings, d being the agreed interval of 91 days; its count y is the meetings held and
// logged by the as-of day, those on leave included; its ratio is r = y/E. Only live primary pairs with an active day
// are compared: N of them, with T meetings in all. Comparisons take t as exposure, not E: a cadence that one pair
// agreed for itself changes its promise and its ratio, not what is fair.
//
// # Formulas
//
// The peer test uses that, if all pairs meet at one rate, y given T is Binomial(T, t/sum t). Both tails are mid-P
// values, P(X<y) + P(X=y)/2 and the same above, and go through Benjamini and Hochberg's procedure (J. R. Stat. Soc. B
// 57, 1995) at q = 0.10 each. A pair that never met has about exp(-mean)/2, so below a mean of ln(N/2q) an unflagged
// pair reads too early rather than typical.
//
// The dispersion is D = sum (y - T t/sum t)^2 / (T t/sum t), its p-value (1+b)/(1+B) from B multinomial programs; it
// reads uneven at p <= 0.05 and D/(N-1) > 1.3.
//
// The estimates are Marshall's moment form of the gamma-Poisson model (Appl. Stat. 40, 1991): with m = sum y / sum E,
// s2 = sum E (r-m)^2 / sum E and A = max(0, s2 - m/mean E), r is drawn to m + A/(A+m/E) (r-m), and the band is that of
// Gamma(m^2/A + y, m/A + E).
//
// Theil's index is mean (x/mu) ln(x/mu), which splits exactly between and within mentors: a gap between mentors is the
// luck of the draw, a gap within one mentor's pairs is favour. Groups are compared by a permutation test within sites,
// offers by the exact tests of Fisher and Boschloo.
//
// # How good it is
//
// The program in the folder simulate makes up fair and unfair programs and prints how many pairs are found by when,
// and how many are accused wrongly, beside the bars those figures must meet.
//
// # Repeatability
//
// The package is pure: no clock, no database, no global state. Random draws follow from Settings.Seed alone, the order
// of lists changes nothing, and a Flag carries the inputs from which Recompute arrives at it again.
package equity
