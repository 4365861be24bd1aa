package main

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"evenly/internal/store"
)

// serveMetrics listens on a port of its own, for Prometheus: the process, the runtime and the database pool. Nothing in
// it names a tenant or a person.
func serveMetrics(addr string, st *store.Store) (stop func(), err error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics on %s: %w", addr, err)
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("evenly_db_connections_in_use", "Database connections at work.", func() float64 { return float64(st.Pool().Stat().AcquiredConns()) }),
		gauge("evenly_db_connections_max", "Database connections at most.", func() float64 { return float64(st.Pool().Stat().MaxConns()) }),
		gauge("evenly_db_wait_seconds_total", "Time requests waited for a connection.", func() float64 { return st.Pool().Stat().AcquireDuration().Seconds() }))
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.Serve(listener) }() // ends with Close
	return func() { _ = s.Close() }, nil
}

func gauge(name, help string, read func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)
}
