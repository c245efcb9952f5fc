"""The workflows of GitHub Actions, run step by step by a small interpreter of them."""
