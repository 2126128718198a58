"""What can be chosen: programs' options, municipalities, policies. An installed package, so that a wheel has them."""
