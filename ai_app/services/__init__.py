"""The service layer: what the business flow is made of."""
