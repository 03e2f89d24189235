"""The coordinators' desk for listings: forms of their parts, how they read, and what their history says."""
