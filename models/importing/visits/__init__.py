"""IN, second kind: logs of site visits; recognised, mapped, compared, written and taken back beside the lists."""
