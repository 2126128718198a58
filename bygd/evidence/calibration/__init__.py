"""Which numbers of the model agree with published figures."""
