"""Former name of another command."""

from experiments.command.renamed import refer

if __name__ == "__main__":
    refer("published")
