"""Tables as people have them: their files, their header, their map."""
