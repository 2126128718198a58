"""The page to try it on: ``make app``, a local page with three views (compare, watch, rules) in two languages."""
