"""Deploy and roll back the Re-Fit AI service on one host, so that nothing can leave it broken."""

__version__ = "0.1.0"
