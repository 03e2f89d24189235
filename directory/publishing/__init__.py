"""The directory as others may read it: HSDS 3.2.3 records, chosen, nested and paged."""
