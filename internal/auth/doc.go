// Package auth is proof of identity: passwords and one-purpose links with a six-digit code beside them.
//
// A password is kept as an argon2id hash in PHC string form (19 MiB, two passes, one lane), which says by itself how it was
// made, so that the cost can be raised later and old hashes are renewed at the next sign-in. Hashing costs memory and a core
// for some 20 ms; a Hasher lets only a few run at once, so that many sign-ins at the same moment queue among themselves and
// pages stay fast. An account without a password, or no account at all, costs exactly the same work as a wrong password:
// the clock tells nobody who has an account.
//
// A link is a 256-bit random token. Only its SHA-256 is stored: a random token of that size has nothing to guess, so a slow
// hash would add nothing. The six-digit code that travels in the same mail is for a ward computer on which the mail cannot be
// opened; it has only a million values, so its protection is that it lives for minutes, belongs to one link, and that the
// caller counts attempts. It is stored with its own salt so that equal codes do not look equal.
//
// Nothing here reads a clock or a database: when a link expires, what it is for and how many attempts are left is kept by
// whoever stores it.
package auth
