"""What is deployed: simulated wheels, their app, and the lock that they carry."""
