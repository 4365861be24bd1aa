// Package matchcli is the command `evenly match`: it reads an instance, writes a result, and checks a result that somebody
// else has written. It keeps no state and needs no server, so that anybody can repeat a program's match.
//
// Exit codes: 0 solved (or verified), 1 a hard limit cannot hold (or the result is refuted), 2 bad input or usage, with
// every problem on standard error and nothing written.
package matchcli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"evenly/internal/matching"
	"evenly/internal/matching/certify"
)

// The exit codes.
const (
	done       = 0
	infeasible = 1
	bad        = 2
)

const usage = `Match residents to mentors, optimally and with a proof.

  evenly match [-in FILE] [-out FILE] [-preset NAME] [-seed TEXT]
      reads an instance (default: standard input) and writes the result (default: standard output)
  evenly match -verify RESULT [-in FILE]
      checks a result against its instance, with a checker that shares no code with the solver
  evenly match -commit [-seed TEXT -key TEXT] [-in FILE -out FILE]
      draws a seed and a key and prints them with their hashes. Publish the hashes before lists close, the seed
      afterwards, the key never. With -in (and the seed and key drawn before), also writes the instance with
      pseudonyms made from the key in place of people's ids, and the seed in it: match that file, and anybody who
      is given it can match it again, lottery included.

Presets: %s

Exit codes: 0 solved or verified, 1 a hard limit cannot hold or the result is refuted, 2 bad input.
`

type command struct {
	in, out, preset, seed, key, verify string
	commit, seeded                     bool

	stdin          io.Reader
	stdout, stderr io.Writer
}

// Main runs the command with its arguments (without "match") and returns the exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{stdin: stdin, stdout: stdout, stderr: stderr}
	switch err := c.parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(stdout, usage, presetNames())
		return done
	case err != nil:
		fmt.Fprintf(stderr, "match: %v\n", err)
		return bad
	case c.verify != "":
		return c.check()
	case c.commit:
		return c.draw()
	}
	return c.match()
}

func (c *command) parse(args []string) error {
	flags := flag.NewFlagSet("match", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&c.in, "in", "", "")
	flags.StringVar(&c.out, "out", "", "")
	flags.StringVar(&c.preset, "preset", "", "")
	flags.StringVar(&c.seed, "seed", "", "")
	flags.StringVar(&c.key, "key", "", "")
	flags.StringVar(&c.verify, "verify", "", "")
	flags.BoolVar(&c.commit, "commit", false, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	flags.Visit(func(f *flag.Flag) { c.seeded = c.seeded || f.Name == "seed" })
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case c.commit && c.verify != "":
		return errors.New("-commit and -verify do not go together")
	case c.key != "" && !c.commit:
		return errors.New("-key goes with -commit")
	case c.preset != "" && matching.Preset(c.preset).Stages() == nil:
		return fmt.Errorf("unknown preset %q; choose from %s", c.preset, presetNames())
	}
	return nil
}

func presetNames() string {
	var names []string
	for _, p := range matching.Presets() {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}

func (c *command) match() int {
	in, ok := c.instance()
	if !ok {
		return bad
	}
	opt := matching.Options{Preset: matching.Preset(c.preset)}
	if c.seeded {
		opt.Seed = &c.seed
	}
	res, err := matching.Run(in, opt)
	if err != nil {
		return c.fail(err)
	}
	var text bytes.Buffer
	if err := matching.WriteResult(&text, &res); err != nil {
		return c.fail(err)
	}
	if err := c.write(text.Bytes()); err != nil {
		return c.fail(err)
	}
	if !res.Feasible() {
		fmt.Fprintln(c.stderr, "match: a hard limit cannot hold; the result has the pairing that comes closest, and why")
		return infeasible
	}
	return done
}

// instance reads the input and prints every problem with its place.
func (c *command) instance() (matching.Instance, bool) {
	data, err := c.read(c.in)
	if err != nil {
		c.fail(err)
		return matching.Instance{}, false
	}
	in, problems := matching.Parse(bytes.NewReader(data))
	for _, p := range problems {
		fmt.Fprintln(c.stderr, p)
	}
	return in, len(problems) == 0
}

func (c *command) read(name string) ([]byte, error) {
	if name == "" {
		return io.ReadAll(c.stdin)
	}
	return os.ReadFile(name)
}

func (c *command) fail(err error) int {
	fmt.Fprintf(c.stderr, "match: %v\n", err)
	return bad
}

// check verifies a result.
func (c *command) check() int {
	result, err := os.ReadFile(c.verify)
	if err != nil {
		return c.fail(err)
	}
	instance, err := c.read(c.in)
	if err != nil {
		return c.fail(err)
	}
	report, err := certify.Verify(instance, result)
	if refuted, ok := errors.AsType[*certify.Refuted](err); ok {
		fmt.Fprintln(c.stderr, "refuted:")
		for _, reason := range refuted.Reasons {
			fmt.Fprintln(c.stderr, "  "+reason)
		}
		return infeasible
	}
	if err != nil {
		return c.fail(err)
	}
	c.describe(report)
	return done
}

func (c *command) describe(r certify.Report) {
	fmt.Fprintf(c.stdout, "verified: %d residents, %d mentors; proven optimal stage by stage: %s\n",
		r.Residents, r.Mentors, strings.Join(r.Stages, ", "))
	fmt.Fprintf(c.stdout, "seed hash: %s\n", r.SeedHash)
	if r.Held > 0 {
		fmt.Fprintf(c.stdout, "given that %d residents keep the pair they are in, because only so many moves were allowed\n", r.Held)
	}
	if !r.Feasible {
		fmt.Fprintln(c.stdout, "a hard limit cannot hold; this pairing comes closest")
	}
}

// draw commits to a seed, and to pseudonyms when there is an instance to give them to.
func (c *command) draw() int {
	commitment := matching.Commit()
	commitment = matching.CommitTo(cmp.Or(c.seed, commitment.Seed), cmp.Or(c.key, commitment.Key))
	if c.in != "" {
		in, ok := c.instance()
		if !ok {
			return bad
		}
		in, _ = matching.Pseudonyms(in, commitment.Key)
		in.Seed = commitment.Seed
		var text bytes.Buffer
		if err := matching.WriteInstance(&text, &in); err != nil {
			return c.fail(err)
		}
		if err := c.write(text.Bytes()); err != nil {
			return c.fail(err)
		}
	}
	report := c.stdout
	if c.in != "" && c.out == "" {
		report = c.stderr // standard output has the instance
	}
	text, err := json.MarshalIndent(commitment, "", "  ")
	if err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(report, string(text))
	return done
}

// write puts the whole text where it belongs, or nothing: a file appears under its name only when it is complete.
func (c *command) write(text []byte) error {
	if c.out == "" {
		_, err := c.stdout.Write(text)
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(c.out), ".match-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone already when all went well
	_, err = file.Write(text)
	err = errors.Join(err, file.Sync(), file.Chmod(0o644), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), c.out)
}
