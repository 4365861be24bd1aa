// Solves the profile stages of a match with the minimum-cost-flow algorithms of the LEMON graph library, to compare with.
//
// Standard input: residents, mentors, classes, the cost of each class, the places of each mentor, and for each resident the
// number of edges and each as mentor and class (mentor -1: no mentor). Standard output: for each algorithm its name, the
// processor time of its run in milliseconds (reading and building the graph not counted), and how many residents end in each
// class. An algorithm that takes more than LIMIT seconds (first argument) is cut off with the word "cut".
#include <lemon/capacity_scaling.h>
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

using Graph = lemon::StaticDigraph;
using Wide = __int128;

static double processorTime() {
	rusage u;
	getrusage(RUSAGE_SELF, &u);
	return 1e3 * (u.ru_utime.tv_sec + u.ru_stime.tv_sec) + 1e-3 * (u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

struct Instance {
	int residents, mentors, classes;
	std::vector<long long> cost, places;
	std::vector<std::pair<int, int>> ends;
	std::vector<int> cls; // of an arc; -1: from a mentor to the sink
};

static long long number() {
	long long x;
	if (scanf("%lld", &x) != 1) exit(2);
	return x;
}

static Instance read() {
	Instance in;
	in.residents = number(), in.mentors = number(), in.classes = number();
	for (int c = 0; c < in.classes; c++) in.cost.push_back(number());
	for (int m = 0; m < in.mentors; m++) in.places.push_back(number());
	const int sink = in.residents + in.mentors;
	for (int r = 0; r < in.residents; r++)
		for (int left = number(); left > 0; left--) {
			int m = number();
			in.ends.push_back({r, m < 0 ? sink : in.residents + m});
			in.cls.push_back(number());
		}
	for (int m = 0; m < in.mentors; m++) {
		in.ends.push_back({in.residents + m, sink});
		in.cls.push_back(-1);
	}
	return in;
}

// A problem is an instance in LEMON's terms. Costs get 64 bits where sums over all nodes fit them, and 128 where not.
template <typename Cost>
struct Problem {
	const Instance &in;
	Graph graph;
	Graph::ArcMap<int> capacity;
	Graph::ArcMap<Cost> cost;
	Graph::NodeMap<int> supply;

	explicit Problem(const Instance &instance) : in(instance), capacity(graph), cost(graph), supply(graph) {
		const int nodes = in.residents + in.mentors + 1;
		graph.build(nodes, in.ends.begin(), in.ends.end());
		for (size_t a = 0; a < in.ends.size(); a++) {
			auto arc = graph.arc(a);
			int c = in.cls[a];
			capacity[arc] = c < 0 ? in.places[in.ends[a].first - in.residents] : 1;
			cost[arc] = c < 0 ? 0 : in.cost[c];
		}
		for (int v = 0; v < nodes; v++) supply[graph.node(v)] = v < in.residents ? 1 : 0;
		supply[graph.node(nodes - 1)] = -in.residents;
	}

	template <typename Solver>
	void solve(const char *name, Solver &solver) {
		solver.upperMap(capacity).costMap(cost).supplyMap(supply);
		double before = processorTime();
		bool optimal = solver.run() == Solver::OPTIMAL;
		double took = processorTime() - before;
		printf("%s %.3f", name, optimal ? took : -1.0);
		std::vector<int> count(in.classes);
		for (size_t a = 0; a < in.ends.size(); a++)
			if (in.cls[a] >= 0) count[in.cls[a]] += solver.flow(graph.arc(a));
		for (int n : count) printf(" %d", n);
		puts("");
	}
};

struct WideTraits {
	typedef Graph Digraph;
	typedef int Value;
	typedef Wide Cost;
	typedef Wide LargeCost;
};

template <typename Cost>
struct Scaling {
	typedef lemon::CostScaling<Graph, int, Cost> Solver;
};

template <>
struct Scaling<Wide> {
	typedef lemon::CostScaling<Graph, int, Wide, WideTraits> Solver;
};

template <typename Cost>
static void run(int algorithm, const Instance &in) {
	Problem<Cost> p(in);
	if (algorithm == 0) {
		lemon::NetworkSimplex<Graph, int, Cost> s(p.graph);
		p.solve("network-simplex", s);
	} else if (algorithm == 1) {
		typename Scaling<Cost>::Solver s(p.graph);
		p.solve("cost-scaling", s);
	} else {
		lemon::CapacityScaling<Graph, int, Cost> s(p.graph);
		p.solve("capacity-scaling", s);
	}
	fflush(stdout);
}

int main(int argc, char **argv) {
	const unsigned limit = argc > 1 ? atoi(argv[1]) : 60;
	const Instance in = read();
	long long most = 1;
	for (long long c : in.cost) most = std::max(most, c < 0 ? -c : c);
	const bool wide = Wide(most + 1) * (in.residents + in.mentors + 1) * 32 > Wide(1) << 62;
	const char *names[] = {"network-simplex", "cost-scaling", "capacity-scaling"};
	for (int algorithm = 0; algorithm < 3; algorithm++) {
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			setrlimit(RLIMIT_CPU, new rlimit{limit, limit + 1});
			signal(SIGXCPU, SIG_DFL);
			wide ? run<Wide>(algorithm, in) : run<long long>(algorithm, in);
			_exit(0);
		}
		int status = 0;
		waitpid(child, &status, 0);
		if (!WIFEXITED(status)) printf("%s cut\n", names[algorithm]);
	}
	printf("bits %d\n", wide ? 128 : 64);
}
