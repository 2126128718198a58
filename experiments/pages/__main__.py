"""Write those pages of the documentation that are made from the code: ``python -m experiments.pages all``."""

from experiments.command.main import main
from experiments.pages.program import PagesOptions, write_pages

if __name__ == "__main__":
    main(PagesOptions, write_pages, "pages")
