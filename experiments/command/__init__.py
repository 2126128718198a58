"""What all commands share: options, reading, help, mistakes."""
