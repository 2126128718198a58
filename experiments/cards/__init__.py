"""Pattern cards: findings of the field note as claims "A > B" that the model must show."""
