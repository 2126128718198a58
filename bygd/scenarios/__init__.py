"""What is simulated: municipalities, measures, designs, ensembles, options."""
