"""The page to try it on: ``make app``, a local page with four views (compare, own, watch, rules) in two languages."""
