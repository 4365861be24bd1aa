// Package equity reads how mentoring contact is shared out in a program.
package equity
