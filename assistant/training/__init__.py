"""Learns the weights of services from the project's own corpus; needs scikit-learn, which nothing else here does."""
