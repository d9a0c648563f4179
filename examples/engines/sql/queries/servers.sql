-- Servers by address and port, with their clients, most bytes first
SELECT
    CASE server_side WHEN 'source' THEN srcaddr ELSE dstaddr END AS server,
    CASE server_side WHEN 'source' THEN srcport ELSE dstport END AS port,
    protocol_name(protocol) AS protocol,
    service,
    count(DISTINCT CASE server_side WHEN 'source' THEN dstaddr ELSE srcaddr END) AS clients,
    count(*) AS flows,
    sum(bytes) AS bytes
FROM flows
WHERE server_side IS NOT NULL
GROUP BY 1, 2, 3, 4
ORDER BY bytes DESC NULLS LAST, flows DESC, server, port, protocol;
