"""The sections of the settings about states, moves, people, roles and reasons."""
