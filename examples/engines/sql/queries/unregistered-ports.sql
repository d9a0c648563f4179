-- Ports of flows without a service, with the software known to use them, most flows first
-- If the server is unknown, the port is the lower one, since clients have high ones.
SELECT
    port,
    protocol_name(protocol) AS protocol,
    known_use(port, protocol) AS known_use,
    port_status(port, protocol) AS status,
    count(*) AS flows,
    sum(bytes) AS bytes
FROM (
    SELECT
        CASE server_side
            WHEN 'source' THEN srcport
            WHEN 'destination' THEN dstport
            ELSE least(srcport, dstport)
        END AS port,
        protocol,
        bytes
    FROM flows
    WHERE service IS NULL
)
WHERE port_status(port, protocol) IS NOT NULL
GROUP BY port, protocol
ORDER BY flows DESC, bytes DESC NULLS LAST, port, protocol;
