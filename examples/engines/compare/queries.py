"""The queries that are compared, in SQL for every engine.

An engine provides the tables `flows`, and for joins `pairs`: port, protocol and service_name, with
one row for each pair of port and protocol.
"""

# The server's service, after two joins. The lower port is the server's, which is what joins in use
# do, and costs less than the rules of the crate. In generated flows, only one end has a service.
SERVER = "CASE WHEN d.port IS NULL OR s.port < d.port THEN s.service_name ELSE d.service_name END"
# What has no match is 0 and empty in ClickHouse.
SERVER_IN_CLICKHOUSE = (
    "if(d.port = 0 OR (s.port != 0 AND s.port < d.port), s.service_name, d.service_name)"
)

JOINS = """
        LEFT JOIN pairs s ON f.srcport = s.port AND f.protocol = s.protocol
        LEFT JOIN pairs d ON f.dstport = d.port AND f.protocol = d.protocol"""

# Sums without services. One row is printed, so that the output costs nothing.
RAW = """
        SELECT '' AS service, sum(flows) AS flows, sum(bytes) AS bytes
        FROM (SELECT count(*) AS flows, sum(bytes) AS bytes FROM flows {rest})"""

# Flows and bytes by the service of the destination port (ports) or of the server's port (flows).
QUERIES = {
    "ports-function": """
        SELECT port_service(dstport, protocol) AS service, count(*) AS flows, sum(bytes) AS bytes
        FROM flows GROUP BY 1""",
    "flows-function": """
        SELECT flow_service(srcport, dstport, protocol) AS service,
            count(*) AS flows, sum(bytes) AS bytes
        FROM flows GROUP BY 1""",
    # The names come after the sums. Several numbers have the same name.
    "ports-numbers": """
        SELECT service_name(number) AS service, sum(flows) AS flows, sum(bytes) AS bytes
        FROM (
            SELECT port_service_number(dstport, protocol) AS number,
                count(*) AS flows, sum(bytes) AS bytes
            FROM flows GROUP BY 1
        ) GROUP BY 1""",
    "flows-numbers": """
        SELECT service_name(number) AS service, sum(flows) AS flows, sum(bytes) AS bytes
        FROM (
            SELECT flow_service_number(srcport, dstport, protocol) AS number,
                count(*) AS flows, sum(bytes) AS bytes
            FROM flows GROUP BY 1
        ) GROUP BY 1""",
    "ports-join": """
        SELECT d.service_name AS service, count(*) AS flows, sum(f.bytes) AS bytes
        FROM flows f LEFT JOIN pairs d ON f.dstport = d.port AND f.protocol = d.protocol
        GROUP BY 1""",
    "flows-join": f"""
        SELECT {{server}} AS service, count(*) AS flows, sum(f.bytes) AS bytes
        FROM flows f {JOINS}
        GROUP BY 1""",
    "ports-late-join": """
        SELECT d.service_name AS service, sum(f.flows) AS flows, sum(f.bytes) AS bytes
        FROM (
            SELECT dstport, protocol, count(*) AS flows, sum(bytes) AS bytes
            FROM flows GROUP BY dstport, protocol
        ) f LEFT JOIN pairs d ON f.dstport = d.port AND f.protocol = d.protocol
        GROUP BY 1""",
    "flows-late-join": f"""
        SELECT {{server}} AS service, sum(f.flows) AS flows, sum(f.bytes) AS bytes
        FROM (
            SELECT srcport, dstport, protocol, count(*) AS flows, sum(bytes) AS bytes
            FROM flows GROUP BY srcport, dstport, protocol
        ) f {JOINS}
        GROUP BY 1""",
    # Sums by dstport. Filters that all flows pass read the columns which a function reads.
    "ports-raw": RAW.format(rest="WHERE protocol >= 0 GROUP BY dstport"),
    "flows-raw": RAW.format(rest="WHERE srcport >= 0 AND protocol >= 0 GROUP BY dstport"),
    # Without these columns: the least that sums by a port cost.
    "ports-raw-dstport": RAW.format(rest="GROUP BY dstport"),
    "flows-raw-dstport": RAW.format(rest="GROUP BY dstport"),
    # Sums by the arguments of a function.
    "ports-raw-arguments": RAW.format(rest="GROUP BY dstport, protocol"),
    "flows-raw-arguments": RAW.format(rest="GROUP BY srcport, dstport, protocol"),
    "filter-plain": """
        SELECT 'https' AS service, count(*) AS flows, sum(bytes) AS bytes
        FROM flows WHERE dstport = 443 AND protocol IN (6, 17, 132)""",
    "filter-function": """
        SELECT 'https' AS service, count(*) AS flows, sum(bytes) AS bytes
        FROM flows WHERE port_service(dstport, protocol) = 'https'""",
}


def query(key, server=SERVER):
    """Returns the text of a query."""
    return QUERIES[key].format(server=server)
