// Package survey is the arithmetic of anonymous surveys: what is asked, what an answer may look like, what may be shown of
// the answers, and when a small unhappy minority must be heard. It knows no database, no clock and no person.
//
// # The life of an answer
//
// A Questionnaire is fixed before a wave opens: its items, its alarm items (the ones that may raise an alarm) and its
// planned breakdowns (the only groups results will ever be split by). A browser packs one person's answers into a ballot:
// a byte string with exactly one form per set of answers and exactly one length per questionnaire (see Questionnaire.Pack),
// so that neither its length nor its spelling says anything. Package urn seals it, and it stays sealed until the wave closes.
//
// At close, Questionnaire.Count turns all opened ballots into one Release: counts per item and distributions per score,
// overall and for the planned breakdowns, and the comments in an order that has nothing to do with the ballots. Joint rows
// (this year, that site, this answer) exist only in memory during that call; year x site x gender on one row names people.
//
// # What may be shown
//
// Nothing is shown of fewer than Threshold people, and nothing from which fewer than Threshold people could be worked out by
// adding and subtracting shown figures. Partition applies that to one breakdown by merging small groups into "others";
// Exposed proves it for everything shown together. Figures of fewer than ten people are banded, and where everybody gave
// the same answer the figure becomes the words "nearly all", because a group that agrees tells what each of its members said.
//
// # The early warning
//
// In the published case at the heart of this project the mean rose while the unhappy group grew. So the alarm looks at the
// two lowest answers only (Warn), compares with all earlier waves by a Jeffreys posterior, and needs three unhappy people, so
// that one person is never the alarm. Means are for tables, never for alarms.
package survey
