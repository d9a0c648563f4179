-- Flows, packets and bytes by service and protocol, most bytes first
SELECT
    service,
    protocol_name(protocol) AS protocol,
    count(*) AS flows,
    sum(packets) AS packets,
    sum(bytes) AS bytes,
    round(100.0 * sum(bytes) / sum(sum(bytes)) OVER (), 1) AS percent
FROM flows
GROUP BY service, protocol_name(protocol)
ORDER BY bytes DESC NULLS LAST, flows DESC, service, protocol;
