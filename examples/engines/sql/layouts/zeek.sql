-- Zeek's conn.log, as JSON or in Zeek's own format
-- https://docs.zeek.org/en/master/logs/conn.html
-- The responder is the server. Bytes are those of IP packets, if Zeek counted them.
CREATE EXTERNAL TABLE files (
    ts VARCHAR,
    "id.orig_h" VARCHAR,
    "id.orig_p" INT NOT NULL,
    "id.resp_h" VARCHAR,
    "id.resp_p" INT NOT NULL,
    proto VARCHAR NOT NULL,
    orig_bytes BIGINT,
    resp_bytes BIGINT,
    orig_pkts BIGINT,
    resp_pkts BIGINT,
    orig_ip_bytes BIGINT,
    resp_ip_bytes BIGINT
) STORED AS FILES LOCATION 'FILES';

-- Zeek calls ICMP for IPv6 icmp, too, and has the types of messages in place of its ports.
CREATE VIEW flows AS
SELECT
    start,
    srcaddr,
    srcport,
    dstaddr,
    dstport,
    protocol,
    packets,
    bytes,
    port_service(dstport, protocol) AS service,
    'destination' AS server_side
FROM (
    SELECT
        coalesce(to_timestamp(try_cast(ts AS DOUBLE)), try_cast(ts AS TIMESTAMP)) AS start,
        "id.orig_h" AS srcaddr,
        CASE WHEN proto <> 'icmp' THEN "id.orig_p" END AS srcport,
        "id.resp_h" AS dstaddr,
        CASE WHEN proto <> 'icmp' THEN "id.resp_p" END AS dstport,
        CAST(CASE
            WHEN proto = 'tcp' THEN 6
            WHEN proto = 'udp' THEN 17
            WHEN proto = 'icmp' AND "id.orig_h" LIKE '%:%' THEN 58
            WHEN proto = 'icmp' THEN 1
        END AS INT) AS protocol,
        coalesce(orig_pkts, 0) + coalesce(resp_pkts, 0) AS packets,
        coalesce(orig_ip_bytes, orig_bytes, 0) + coalesce(resp_ip_bytes, resp_bytes, 0) AS bytes
    FROM files
);
