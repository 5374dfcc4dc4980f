"""Mends of moto: each file makes one thing as strict as AWS."""
