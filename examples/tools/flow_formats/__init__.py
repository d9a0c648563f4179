"""What `check-flow-formats` is made of: records, sums, and a writer and a plain reader for each format."""
