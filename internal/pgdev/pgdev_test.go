package pgdev_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"evenly/internal/pgdev"
)

func TestDataIsKeptBetweenStarts(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := start(t, pgdev.Options{Dir: dir})
	query(t, first, "CREATE TABLE kept AS SELECT 42 AS n")
	first.Stop()
	first.Stop() // a second time is allowed

	began := time.Now()
	second := start(t, pgdev.Options{Dir: dir})
	t.Logf("ready on existing data after %v", time.Since(began))
	if got := query(t, second, "SELECT n FROM kept"); got != "42" {
		t.Errorf("n after the second start: got %s, want 42", got)
	}
}

func TestSyncingIsOnUnlessTheDataIsScratch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		scratch bool
		want    string
	}{{false, "on"}, {true, "off"}} {
		server := start(t, pgdev.Options{Dir: folder(t), Scratch: tt.scratch})
		if got := query(t, server, "SHOW fsync"); got != tt.want {
			t.Errorf("fsync with Scratch %v: got %s, want %s", tt.scratch, got, tt.want)
		}
	}
}

func TestSecondStartAttaches(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := start(t, pgdev.Options{Dir: dir, Scratch: true})
	second := start(t, pgdev.Options{Dir: dir, Scratch: true})
	if _, ok := first.Attached(); ok {
		t.Error("the first start says it is attached")
	}
	if owner, ok := second.Attached(); !ok || owner != os.Getpid() {
		t.Errorf("Attached of the second start: got %d, %v, want %d, true", owner, ok, os.Getpid())
	}
	second.Stop()
	if got := query(t, first, "SELECT 1"); got != "1" {
		t.Errorf("the server after Stop of the attached one: got %s, want 1", got)
	}
}

func TestSimultaneousStartsShareOneServer(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	servers := make(chan *pgdev.Server, 8)
	for range cap(servers) {
		go func() {
			server, err := pgdev.Start(context.Background(), pgdev.Options{Dir: dir, Scratch: true})
			if err != nil {
				t.Error(err)
			}
			servers <- server
		}()
	}
	owners := 0
	for range cap(servers) {
		server := <-servers
		if server == nil {
			continue
		}
		t.Cleanup(server.Stop)
		if _, attached := server.Attached(); !attached {
			owners++
		}
	}
	if owners != 1 {
		t.Errorf("owners: got %d, want 1", owners)
	}
}

// The kernel tells the server of a killed program to end; the next program waits for that and finds all that was
// committed.
func TestServerOfAKilledProgramIsReplaced(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	helper := startHelper(t, dir, nil)
	orphan := postmaster(t, dir)
	conn := connect(t, helper.url)
	exec1(t, conn, "CREATE TABLE kept AS SELECT 7 AS n")
	if err := helper.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}

	server := start(t, pgdev.Options{Dir: dir})
	if _, ok := server.Attached(); ok {
		t.Error("the new program is attached to a server without an owner")
	}
	if now := postmaster(t, dir); now == orphan || conn.Ping(t.Context()) == nil {
		t.Errorf("the old server (process %d) still answers beside the new one (process %d)", orphan, now)
	}
	if got := query(t, server, "SELECT n FROM kept"); got != "7" {
		t.Errorf("n after kill -9 of the program: got %s, want 7", got)
	}
}

// Nobody was left to stop the server properly, or to bury it.
func TestProgramAndServerKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	helper := startHelper(t, dir, nil)
	exec1(t, connect(t, helper.url), "CREATE TABLE kept AS SELECT 7 AS n")
	// The program is halted first, because it would restart its server.
	for _, step := range []struct {
		pid    int
		signal syscall.Signal
	}{{helper.cmd.Process.Pid, syscall.SIGSTOP}, {postmaster(t, dir), syscall.SIGKILL}, {helper.cmd.Process.Pid, syscall.SIGKILL}} {
		if err := syscall.Kill(step.pid, step.signal); err != nil {
			t.Fatal(err)
		}
	}
	server := start(t, pgdev.Options{Dir: dir})
	if got := query(t, server, "SELECT n FROM kept"); got != "7" {
		t.Errorf("n after kill -9 of program and server: got %s, want 7", got)
	}
}

func TestKilledServerIsRestarted(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	server := start(t, pgdev.Options{Dir: dir})
	query(t, server, "CREATE TABLE kept AS SELECT 7 AS n")
	old := postmaster(t, dir)
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// Wait for the new server, not for time: the old one cannot answer any more.
	deadline := time.Now().Add(30 * time.Second)
	for postmasterOrZero(dir) == old || !answers(server) {
		if time.Now().After(deadline) {
			t.Fatal("no new server after kill -9 of the old one")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if got := query(t, server, "SELECT n FROM kept"); got != "7" {
		t.Errorf("n after kill -9 of the server: got %s, want 7", got)
	}
}

// After the machine was restarted, the number in a left pid file may belong to a stranger. He is left alone.
func TestStrangerWithTheNumberOfAnOldServer(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	start(t, pgdev.Options{Dir: dir, Scratch: true}).Stop()
	stranger := exec.Command("sleep", "600")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Process.Kill(); _ = stranger.Wait() })
	left := strconv.Itoa(stranger.Process.Pid) + "\n" + filepath.Join(dir, "data") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"), []byte(left), 0o644); err != nil {
		t.Fatal(err)
	}

	start(t, pgdev.Options{Dir: dir})
	if err := syscall.Kill(stranger.Process.Pid, 0); err != nil {
		t.Errorf("the stranger was ended: %v", err)
	}
}

func TestInterruptedFirstStart(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, half := range []string{"data.new/base", "data/base"} { // cut off while it was made; and by an older program
		if err := os.MkdirAll(filepath.Join(dir, half), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	server := start(t, pgdev.Options{Dir: dir, Scratch: true})
	if got := query(t, server, "SELECT 1"); got != "1" {
		t.Errorf("after an interrupted first start: got %s, want 1", got)
	}
}

func TestDamagedDataIsThrownAwayOnlyWhenItIsScratch(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	start(t, pgdev.Options{Dir: dir, Scratch: true}).Stop()
	if err := os.Remove(filepath.Join(dir, "data", "global", "pg_control")); err != nil {
		t.Fatal(err)
	}

	_, err := pgdev.Start(t.Context(), pgdev.Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "pg_control") {
		t.Errorf("Start on damaged data: got %v, want Postgres's own words about pg_control", err)
	}
	server := start(t, pgdev.Options{Dir: dir, Scratch: true})
	if got := query(t, server, "SELECT 1"); got != "1" {
		t.Errorf("after damaged scratch data: got %s, want 1", got)
	}
}

func TestDataOfAnotherVersion(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	start(t, pgdev.Options{Dir: dir, Scratch: true}).Stop()
	if err := os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("9\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := pgdev.Start(t.Context(), pgdev.Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "made by Postgres 9") {
		t.Errorf("Start on data of Postgres 9: got %v, want an error that says so", err)
	}
	start(t, pgdev.Options{Dir: dir, Scratch: true})
}

func TestLongPathGetsAShortSocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), strings.Repeat("residency-program/", 8), "postgres")
	server := start(t, pgdev.Options{Dir: dir, Scratch: true})
	if got := query(t, server, "SHOW data_directory"); got != filepath.Join(dir, "data") {
		t.Errorf("data: got %s, want %s", got, filepath.Join(dir, "data"))
	}
	socket := query(t, server, "SHOW unix_socket_directories")
	t.Cleanup(func() { _ = os.RemoveAll(socket) })
	if len(socket) > 60 {
		t.Errorf("socket folder: got %s, want a short path", socket)
	}
}

func TestAddressIsUnderstood(t *testing.T) {
	t.Parallel()
	server := start(t, pgdev.Options{Dir: folder(t), Scratch: true})
	query(t, server, "CREATE ROLE someone LOGIN")
	query(t, server, `CREATE DATABASE "a b"`)
	conn := connect(t, server.URL("someone", "a b"))
	var got string
	if err := conn.QueryRow(t.Context(), "SELECT current_user || ' in ' || current_database()").Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want := "someone in a b"; got != want {
		t.Errorf("URL leads to %q, want %q", got, want)
	}
}
