// Evenly runs residency mentorship programs. One program with a word for each thing it does; every word takes -h.
//
// Exit codes: 0 done; 1 it could not be done (for match: a hard limit cannot hold; the result says which); 2 the words,
// settings or files given are wrong, each problem on standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// command is one word of the program.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, c *call) error
}

// call is one use of the program: its words and its ends to the world.
type call struct {
	args        []string
	in          io.Reader
	out, errout io.Writer
	env         func(string) string
}

// commands are all the words, in the order in which people need them.
func commands() []command {
	return []command{
		{"demo", "run the demonstration on this machine", runDemo},
		{"serve", "run the site (production)", runServe},
		{"migrate", "bring the database's schema up to date, or show where it stands", runMigrate},
		{"admin", "add institutions, programs and their first people", runAdmin},
		{"routes", "list every route with who may call it", runRoutes},
		{"match", "pair residents and mentors from a file, or verify a result", runMatch},
		{"equity", "read contact equity from a file", runEquity},
		{"survey", "read survey waves from a file", runSurvey},
		{"audit", "verify the audit log", runAudit},
		{"doctor", "say what is missing on this machine and how to fix it", runDoctor},
		{"psql", "open psql on the database the program uses", runPsql},
	}
}

// failure is an error with an exit code of its own. A silent one has said everything already.
type failure struct {
	code int
	err  error
}

func (f failure) Error() string { return f.err.Error() }
func (f failure) Unwrap() error { return f.err }

// errUsage ends the program with code 2 after the words were explained.
var errUsage = failure{2, errors.New("")}

// wrong is a mistake in the words or settings given.
func wrong(format string, args ...any) error { return failure{2, fmt.Errorf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	code := run(ctx, &call{args: os.Args[1:], in: os.Stdin, out: os.Stdout, errout: os.Stderr, env: os.Getenv})
	stop()
	os.Exit(code)
}

// run does one call and returns its exit code.
func run(ctx context.Context, c *call) int {
	if len(c.args) == 0 {
		usage(c.errout)
		return 2
	}
	if w := c.args[0]; w == "-h" || w == "--help" || w == "help" {
		usage(c.out)
		return 0
	}
	for _, cmd := range commands() {
		if cmd.name == c.args[0] {
			c.args = c.args[1:]
			return report(c, cmd.run(ctx, c))
		}
	}
	fmt.Fprintf(c.errout, "evenly: there is no word %q\n\n", c.args[0])
	usage(c.errout)
	return 2
}

// report prints what went wrong and turns it into an exit code.
func report(c *call, err error) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	code := 1
	if f, ok := errors.AsType[failure](err); ok {
		code = f.code
	}
	if err.Error() != "" {
		fmt.Fprintf(c.errout, "evenly: %v\n", err)
	}
	return code
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Evenly runs residency mentorship programs.\n\n  evenly WORD [flags]      evenly WORD -h explains a word\n\n")
	for _, cmd := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", cmd.name, cmd.summary)
	}
	fmt.Fprint(w, "\nExit codes: 0 done, 1 could not be done, 2 wrong words, settings or files (each problem is listed).\n")
}

// flags makes the flag set of a word: -h prints to standard output and is no failure.
func (c *call) flags(name, synopsis, about string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(c.errout)
	f.Usage = func() {
		fmt.Fprintf(c.out, "Usage: evenly %s\n\n%s\n", synopsis, about)
		f.SetOutput(c.out)
		f.PrintDefaults()
	}
	return f
}

// parse reads the flags of a word; a wrong one was explained and ends with code 2.
func (c *call) parse(f *flag.FlagSet) error {
	err := f.Parse(c.args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return errUsage
	}
	return err
}
