// Package surveycli is the command `evenly survey`: counts of survey waves in, readings and what may be shown out, so that a
// researcher or an auditor can check the early warning and the suppression without a server. docs/formats.md has the format.
package surveycli

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"evenly/internal/fault"
	"evenly/internal/survey"
)

// Exit codes.
const (
	done     = 0
	badInput = 2
)

// Main runs `evenly survey ARGS` and gives the exit code: 0 done, 2 bad input. With bad input every problem is on stderr as
// "path: what is wrong" and nothing is written.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("evenly survey", flag.ContinueOnError)
	flags.SetOutput(stderr)
	in := flags.String("in", "", "read from this `FILE` instead of standard input")
	out := flags.String("out", "", "write to this `FILE` instead of standard output")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return done
	case err != nil:
		return badInput
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "%s: unexpected argument\n", flags.Arg(0))
		return badInput
	}
	if err := run(*in, *out, stdin, stdout); err != nil {
		complain(stderr, err)
		return badInput
	}
	return done
}

func run(in, out string, stdin io.Reader, stdout io.Writer) error {
	text, err := read(in, stdin)
	if err != nil {
		return err
	}
	file, err := survey.ReadFile(text)
	if err != nil {
		return err
	}
	report, err := json.MarshalIndent(file.Report(), "", "  ")
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return write(out, stdout, append(report, '\n'))
}

func read(name string, stdin io.Reader) ([]byte, error) {
	if name == "" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

func write(name string, stdout io.Writer, text []byte) error {
	if name == "" {
		_, err := stdout.Write(text)
		return err
	}
	return os.WriteFile(name, text, 0o644)
}

// complain prints every problem on a line of its own.
func complain(stderr io.Writer, err error) {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		fmt.Fprintln(stderr, err)
		return
	}
	for _, p := range f.Problems {
		if p.Field == "" {
			fmt.Fprintln(stderr, p.Message)
			continue
		}
		fmt.Fprintf(stderr, "%s: %s\n", p.Field, p.Message)
	}
}
