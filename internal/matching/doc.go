// Package matching pairs residents with mentors: fair by construction, optimal with a proof, explained to each person.
//
// # Model
//
// A resident takes one place. A mentor offers between Min and Max places, and groups (a site, a department, one inside the
// other) bound the places of their mentors together. A resident lists mentors by rank, with ties if they like. Pairs may be
// excluded by a rule, a veto or the resident's own refusal, or pinned by the director. With a fallback, a resident may be
// placed off their list; without, they stay unmatched instead.
//
// Hard rules hold whatever happens: exclusions, pins, upper limits. Everybody gets a place, and lower limits hold, if that
// is possible at all. If not, the Result says so (Feasible), comes as close as can be, and names a set of people, as small
// as can be, that shows why (Hall 1935).
//
// # Objective
//
// The objective is a published list of stages, taken in order; each is solved to proven optimality among the pairings that
// are optimal for all before it. The default, NobodyLeftBehind, has as few as possible broken pairs (in a re-match), then
// as few as possible placed off their list, then as few as possible at the worst rank, at the next worst, and so on, then
// even loads, then affinity off the lists, and draws lots among what is still tied. Other presets order the same stages
// differently, and a program may publish an order of its own.
//
// A list shorter than the program asks for buys no protection: with a fallback, whoever listed k ranks and ends off the
// list counts as placed at rank k+1, and not as off the list; only who lost a name to a veto or a rule is exempt. Without
// this, "as few as possible off their list" would hand a popular mentor to whoever listed nobody else. What can be claimed
// is this much: no rule that looks at ranks in this way is strategy-proof (Featherstone 2013, Troyan 2022); a profitable
// misreport needs the others' lists and the seed, and shortening one's list never helped in our tests.
//
// The lottery is a serial dictatorship among all pairings still tied, in an order drawn from a seed that is committed to
// (Commit) before the lists close. The outcome is a function of the instance and the seed alone: not of the order of the
// input, of the machine, or of how the stages before were solved.
//
// # Algorithm and proof
//
// Each stage is a minimum-cost flow. Several counts are written as digits of one integer while they fit 60 bits, so that a
// few flows settle a whole profile; further counts make further flows, never floating point. Residents are not nodes but
// bundles of arcs between mentors. Everyone begins at their cheapest edge; where mentors are over-full their prices rise,
// by Dijkstra's algorithm over reduced costs from all of them at once to the nearest place free, and searches in depth
// along arcs of no reduced cost, each step one nearer to a place free, move people until none is (Dinic 1970, Edmonds and Karp
// 1972).
// Lower limits, groups and squared loads are convex costs on the arcs of the tree that mentors hang from.
//
// The prices at the end prove the optimum: at these prices every resident has the best option they can afford, and only
// full mentors cost anything. By complementary slackness the optima of the stage are exactly the pairings on the edges and
// loads that the prices leave tight; the next stage works on those. The Certificate holds the prices of every stage, and
// package certify checks them against nothing but the instance.
//
// The same prices make the residual graph one without negative costs. So one shortest path, with costs compared stage by
// stage, says exactly what one place more or fewer would change (Load), or why a resident is not with a mentor they would
// rather have had (Explainer).
//
// # Sources
//
// Irving, Kavitha, Mehlhorn, Michail and Paluch 2006, Michail 2007 (rank-maximal matchings); Huang, Kavitha, Mehlhorn and
// Michail 2016 (fair matchings); Kwanashie, Irving, Manlove and Sng 2014 (profile-optimal student-project allocation);
// Abraham, Irving and Manlove 2007 (student-project allocation); Gale and Shapley 1962, Roth and Peranson 1999 (deferred
// acceptance); Abdulkadiroglu and Sonmez 1998 (serial dictatorship); Harvey, Ladner, Lovasz and Tamir 2006 (even loads).
package matching
