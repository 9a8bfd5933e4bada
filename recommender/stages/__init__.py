"""What happens to a ranked list before it is shown, one idea a file."""
