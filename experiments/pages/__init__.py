"""Pages of ``docs`` that are written from the code, its declarations, and other pages."""
