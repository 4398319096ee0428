"""What a citizen sees of a registration. Every page works without JavaScript."""
