-- The data set CICIDS2017 as CSV, and other files of CICFlowMeter with its names of columns
-- https://www.unb.ca/cic/datasets/ids-2017.html
-- Spaces around names in the header line are left out. The files of MachineLearningCSV have neither a source port nor a protocol, so that
-- no service is known. Times have neither seconds nor AM or PM, so that start is null. Bytes are those of payloads.
CREATE EXTERNAL TABLE files (
    "Source IP" VARCHAR,
    "Source Port" INT,
    "Destination IP" VARCHAR,
    "Destination Port" INT NOT NULL,
    "Protocol" INT,
    "Total Fwd Packets" BIGINT,
    "Total Backward Packets" BIGINT,
    "Total Length of Fwd Packets" DOUBLE,
    "Total Length of Bwd Packets" DOUBLE,
    "Label" VARCHAR
) STORED AS FILES LOCATION 'FILES';

-- A file has many thousands of rows without any value.
CREATE VIEW flows AS
SELECT
    CAST(NULL AS TIMESTAMP) AS start,
    "Source IP" AS srcaddr,
    "Source Port" AS srcport,
    "Destination IP" AS dstaddr,
    "Destination Port" AS dstport,
    "Protocol" AS protocol,
    "Total Fwd Packets" + "Total Backward Packets" AS packets,
    CAST("Total Length of Fwd Packets" + "Total Length of Bwd Packets" AS BIGINT) AS bytes,
    flow_service("Source Port", "Destination Port", "Protocol") AS service,
    flow_server_side("Source Port", "Destination Port", "Protocol") AS server_side,
    "Label" AS label
FROM files
WHERE "Destination Port" IS NOT NULL;
