"""The form in which sums by service are compared: CSV, sorted by the bytes of the service's name.

The first row is that of flows without a service. Its name is empty.
"""

import csv
import hashlib
import io

HEADING = ["service", "flows", "bytes"]


def render(rows):
    """Returns (service or None, flows, bytes) as CSV. Rows of one service are added up."""
    sums = {}
    for service, flows, octets in rows:
        so_far = sums.get(service or "", (0, 0))
        sums[service or ""] = (so_far[0] + int(flows), so_far[1] + int(octets))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADING)
    writer.writerows([name, *sums[name]] for name in sorted(sums, key=str.encode))
    return text.getvalue()


def parse(text):
    """Returns the rows of CSV with the columns of `HEADING`, and perhaps others, in any order."""
    return [[row[column] for column in HEADING] for row in csv.DictReader(io.StringIO(text))]


def digest(text):
    """Returns the start of the SHA-256 of a rendered text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
