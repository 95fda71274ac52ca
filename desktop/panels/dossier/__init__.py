"""The dossier of one problem: measures, progress, evidence, relations, history and notes, edited where they stand."""
