"""Write those pages of the documentation that are made from the code: ``python -m experiments.pages all``."""

from experiments.pages.program import main

if __name__ == "__main__":
    main()
