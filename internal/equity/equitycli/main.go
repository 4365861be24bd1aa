// Package equitycli is the command `evenly equity`: a file of pairs and their meetings in, every reading of package
// equity out, without a server. docs/formats.md describes the files.
package equitycli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"evenly/internal/equity"
	"evenly/internal/equity/equityfile"
)

// Exit codes of Main.
const (
	done     = 0
	badInput = 2
)

const usage = `Usage: evenly equity [-in FILE] [-out FILE] [-csv]

Reads pairs, their meetings and time away, and writes every equity reading: the promise of each pair, the pair
beside its peers, and how evenly contact is shared in the program.

`

// options are the flags of the command.
type options struct {
	in, out string
	csv     bool
}

// Main runs the command with the arguments after its name and returns its exit code: 0 done, 2 bad input. With bad
// input every problem is on stderr, one a line as "path: what is wrong", and nothing is written anywhere else.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	opts, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return done
	}
	if err == nil {
		err = run(opts, stdin, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return badInput
	}
	return done
}

func parse(args []string, stdout io.Writer) (options, error) {
	var opts options
	var help bytes.Buffer
	flags := flag.NewFlagSet("equity", flag.ContinueOnError)
	flags.SetOutput(&help)
	flags.Usage = func() {
		help.Reset()
		help.WriteString(usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&opts.in, "in", "", "read this `file` instead of standard input")
	flags.StringVar(&opts.out, "out", "", "write this `file` instead of standard output")
	flags.BoolVar(&opts.csv, "csv", false, "read and write CSV instead of JSON")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		help.WriteTo(stdout)
		return opts, err
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("%s: is not an option", flags.Arg(0))
	}
	return opts, err
}

// run reads all and computes all before it writes anything.
func run(opts options, stdin io.Reader, stdout io.Writer) error {
	in, err := read(opts, stdin)
	if err != nil {
		return err
	}
	reading, err := equity.Read(in)
	if err != nil {
		return err
	}
	write := equityfile.WriteJSON
	if opts.csv {
		write = equityfile.WriteCSV
	}
	var text bytes.Buffer
	if err := write(&text, reading); err != nil {
		return err
	}
	if opts.out != "" {
		return os.WriteFile(opts.out, text.Bytes(), 0o600) // it names who is left behind
	}
	_, err = stdout.Write(text.Bytes())
	return err
}

func read(opts options, stdin io.Reader) (equity.Input, error) {
	if opts.in != "" {
		file, err := os.Open(opts.in)
		if err != nil {
			return equity.Input{}, err
		}
		defer file.Close()
		stdin = file
	}
	if opts.csv {
		return equityfile.ReadCSV(stdin)
	}
	return equityfile.ReadJSON(stdin)
}
