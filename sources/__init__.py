"""Every outside source, declared once; its readers; the build that writes data/."""
