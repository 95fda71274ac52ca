"""PLACES: divisions, former names, aliases, resolving a name inside its city."""

from models.regions.division_files import divisions
from models.regions.gazetteer import Gazetteer, load_gazetteer
from models.regions.place import Place, Resolution, describe, describe_place

__all__ = ["Gazetteer", "Place", "Resolution", "describe", "describe_place", "divisions", "load_gazetteer"]
