"""Split an effect by month, and say why."""
