"""The secrets of a simulated host: no word of them may ever be seen."""

SECRETS = ("AIzaSyCanaryOfGemini", "postgresql://refit:canary-of-the-password@db/refit")
"""Its API key and its database's address, as its `.env` holds them."""
PASSWORD = "canary-of-the-password"  # noqa: S105 - of nothing
