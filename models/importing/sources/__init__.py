"""What a person gives: files, folders, archives and pasted ranges, as private copies to be read."""
