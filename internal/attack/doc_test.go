// Package attack_test plays the one against whom anonymous surveys are built: somebody with the whole database, its
// backups, its files and every log, who wants to know which resident wrote what.
//
// The attacker has orders and nothing else, and tries them all. Whatever names a person (rows of any table in the order
// of any column or of the disk, lines of any log) gives an order of people; whatever holds an answer gives an order of
// answers; laid side by side, some people fall beside their own answers. By chance that is one person per survey,
// however many there are. A way of collecting answers is safe if no two orders do better than chance, and the same
// attack on a naive schema finds everybody, so that its failure says something.
//
// The attacker is given more than anybody has: for each sealed ballot in the spool, who put it in. During a survey that
// much can be found out about people who fetch their token and answer in one sitting (see SECURITY.md); it must lead no
// further than the sealed bytes.
package attack_test
