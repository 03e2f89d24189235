"""Phrase tables: how written-down phrases find themselves in what a person texts."""
