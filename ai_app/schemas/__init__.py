"""The values that cross a border: requests, answers, and files."""
