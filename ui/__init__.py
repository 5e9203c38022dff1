"""What pages share: the map, legends, formats, the view in the address, languages."""
