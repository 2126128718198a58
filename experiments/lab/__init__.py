"""The rule lab: checks a rule that a student wrote, and shows what it changes."""
