"""A municipality from public statistics: what is asked of SSB and IMDi, and what their answers say."""
