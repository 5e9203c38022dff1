"""Files that people take along, each with its source, date and licence."""
