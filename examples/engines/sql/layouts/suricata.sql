-- Suricata's eve.json: the events of type flow
-- https://docs.suricata.io/en/latest/output/eve/eve-json-format.html
-- The destination is the server, as Suricata has it.
CREATE EXTERNAL TABLE files (
    event_type VARCHAR NOT NULL,
    src_ip VARCHAR,
    src_port INT,
    dest_ip VARCHAR,
    dest_port INT,
    proto VARCHAR,
    flow STRUCT<
        pkts_toserver BIGINT,
        pkts_toclient BIGINT,
        bytes_toserver BIGINT,
        bytes_toclient BIGINT,
        start VARCHAR
    >
) STORED AS FILES LOCATION 'FILES';

CREATE VIEW flows AS
SELECT
    CAST(e.flow['start'] AS TIMESTAMP) AS start,
    e.src_ip AS srcaddr,
    e.src_port AS srcport,
    e.dest_ip AS dstaddr,
    e.dest_port AS dstport,
    CAST(p.protocol AS INT) AS protocol,
    coalesce(e.flow['pkts_toserver'], 0) + coalesce(e.flow['pkts_toclient'], 0) AS packets,
    coalesce(e.flow['bytes_toserver'], 0) + coalesce(e.flow['bytes_toclient'], 0) AS bytes,
    port_service(e.dest_port, p.protocol) AS service,
    'destination' AS server_side
FROM files AS e
LEFT JOIN ip_protocols AS p ON upper(p.keyword) = upper(e.proto)
WHERE e.event_type = 'flow';
