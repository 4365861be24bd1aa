package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium is the one browser of this test program; it is started by the first page.
var chromium = sync.OnceValues(start)

// Main runs a package's tests and closes the browser behind them:
//
//	func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }
//
// Without it the browser ends with the test program all the same, but leaves its profile in the temporary folder, where
// the next one clears it away.
func Main(m *testing.M) int {
	code := m.Run()
	if _, err := os.Stat(profile(os.Getpid())); err != nil {
		return code // no test opened a page
	}
	if root, err := chromium(); err == nil {
		_ = chromedp.Cancel(root) // whatever fails here, the browser ends with this program
	}
	_ = os.RemoveAll(profile(os.Getpid()))
	return code
}

// need returns the browser, or says why there is none: on a person's machine the test is skipped, in CI it fails.
func need(t testing.TB) context.Context {
	t.Helper()
	root, err := chromium()
	switch {
	case err == nil:
		return root
	case errors.Is(err, errNoChromium) && os.Getenv("CI") != "true":
		t.Skip(err)
	}
	t.Fatal(err)
	return nil
}

var errNoChromium = errors.New("there is no Chromium on this machine, so the browser tests are left out: " +
	"install it (Debian: apt-get install chromium), or set EVENLY_CHROMIUM to the program")

func start() (context.Context, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	sweep()
	dir := profile(os.Getpid())
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the browser's profile: %w", err)
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.UserDataDir(dir),
		// Its settings and crash reports stay in the profile too: an account of a container often has no home.
		chromedp.Env("HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir),
		// The sandbox needs rights that root must not have and containers do not give. Only our own pages are opened.
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("font-render-hinting", "none"),
	)...)
	root, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(root); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	return root, nil
}

// find looks for the program under the names that systems give it.
func find() (string, error) {
	if path := os.Getenv("EVENLY_CHROMIUM"); path != "" {
		if _, err := exec.LookPath(path); err != nil {
			return "", fmt.Errorf("EVENLY_CHROMIUM is %s, which cannot be run: %w", path, err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoChromium
}

const profilePrefix = "evenly-chromium-"

func profile(pid int) string {
	return filepath.Join(os.TempDir(), profilePrefix+strconv.Itoa(pid))
}

// sweep removes the profiles of test programs that were killed.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), profilePrefix+"*")) // a well-formed pattern
	for _, dir := range dirs {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), profilePrefix))
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
}
