"""What else one could show the map with, each as its own documentation shows it."""
