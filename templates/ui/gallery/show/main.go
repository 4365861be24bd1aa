// Command show serves the component gallery for people who write pages.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"evenly/templates/ui/gallery"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8099", "address to listen on")
	flag.Parse()
	fmt.Printf("http://%s/\n", *addr)
	for _, p := range gallery.Pages() {
		fmt.Printf("http://%s%s\n", *addr, p.Path)
	}
	s := http.Server{Addr: *addr, Handler: gallery.Handler(), ReadHeaderTimeout: 5 * time.Second}
	if err := s.ListenAndServe(); err != nil {
		fmt.Fprintln(os.Stderr, "show:", err)
		os.Exit(1)
	}
}
