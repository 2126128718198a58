"""How results look: tables as text, figures, drawings, words in two languages."""
