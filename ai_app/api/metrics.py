"""What the service counts, for Prometheus; one registry per application, so that none is shared."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

FAILING = "refit_upkeep_failing_since_seconds"
FAILING_SAID = "Since when upkeep fails, in seconds since 1970; 0 while it works"


class Metrics:
    """The counters, each by its noun."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "refit_requests_total",
            "Requests answered",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "refit_request_seconds",
            "How long a request took",
            ("route",),
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.in_progress = Gauge(
            "refit_requests_in_progress", "Requests being answered", registry=self.registry
        )
        self.mentors = Gauge(
            "refit_search_mentors", "Mentors in the search copy", registry=self.registry
        )
        self.lacking = Gauge(
            "refit_mentors_without_vector", "Mentors that wait for one", registry=self.registry
        )
        self.failing = Gauge(FAILING, FAILING_SAID, registry=self.registry)
        self.words = Counter(
            "refit_words_total", "Texts, by who wrote them", ("written_by",), registry=self.registry
        )
        self.tokens = Counter(
            "refit_words_tokens_total", "Tokens that words cost", registry=self.registry
        )
        self.resumes = Counter(
            "refit_resumes_total",
            "Résumés read, by who found jobs and skills",
            ("proposed_by",),
            registry=self.registry,
        )

    def resumes_are(self, proposed_by: str) -> None:
        """Count a résumé."""
        self.resumes.labels(proposed_by).inc()

    def words_are(self, written_by: str) -> None:
        """Count a text."""
        self.words.labels(written_by).inc()

    def upkeep_fails(self, since: datetime | None) -> None:
        """Take down since when upkeep fails; None where it works."""
        self.failing.set(0 if since is None else since.timestamp())

    def mentors_are(self, count: int, lacking: int) -> None:
        """Take down how many mentors there are, and how many wait for a vector."""
        self.mentors.set(count)
        self.lacking.set(lacking)
