-- AWS VPC flow logs, in Parquet or as text with a header line
-- https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
-- Names are those of Parquet; a file of text has hyphens in place of underscores. A custom format must have the ports and the
-- protocol. Each direction of a connection is a record of its own, so that the server may be the source.
CREATE EXTERNAL TABLE files (
    srcaddr VARCHAR,
    dstaddr VARCHAR,
    srcport INT NOT NULL,
    dstport INT NOT NULL,
    protocol INT NOT NULL,
    packets BIGINT,
    bytes BIGINT,
    start BIGINT,
    log_status VARCHAR
) STORED AS FILES LOCATION 'FILES';

-- A record of NODATA or SKIPDATA is of no flow.
CREATE VIEW flows AS
SELECT
    to_timestamp_seconds(start) AS start,
    srcaddr,
    srcport,
    dstaddr,
    dstport,
    protocol,
    packets,
    bytes,
    flow_service(srcport, dstport, protocol) AS service,
    flow_server_side(srcport, dstport, protocol) AS server_side
FROM files
WHERE log_status IS NULL OR log_status NOT IN ('NODATA', 'SKIPDATA');
