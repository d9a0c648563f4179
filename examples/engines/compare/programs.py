"""The commands that run the queries of `queries`."""

import sys
from pathlib import Path

import queries

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
PROGRAMS = HERE.parent / "target/release"
FLOWS = REPOSITORY / "target/release/flows"
PORT_SQL = PROGRAMS / "port-sql"
PORT_BALLISTA = PROGRAMS / "port-ballista"
PORT_CLICKHOUSE = PROGRAMS / "port-clickhouse"

THREADS = 2


def sql(key, folder):
    """Returns a query over the flows of a folder, for DataFusion and Ballista."""
    return f"""
        WITH flows AS (SELECT * FROM '{folder / "flows.parquet"}'),
        pairs AS (SELECT * FROM port_services)
        {queries.query(key)}"""


def port_sql(key, folder):
    """Returns the command that prints the sums of a query on DataFusion."""
    return [PORT_SQL, "--threads", str(THREADS), "--csv", sql(key, folder)]


def port_ballista(where, key, folder):
    """Returns the command that prints the sums of a query on Ballista, where the options say."""
    return [PORT_BALLISTA, "query", *where, "--csv", sql(key, folder)]


def in_python(engine, key, folder):
    """Returns the command that prints the sums of a query on an engine with a Python package."""
    files = [folder / "flows.parquet", folder / "pairs.csv"]
    return [sys.executable, HERE / "run-query", engine, key, *files]
