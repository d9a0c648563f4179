-- Flows and bytes of each service by hour (UTC)
SELECT
    date_trunc('hour', start) AS hour,
    service,
    count(*) AS flows,
    sum(bytes) AS bytes
FROM flows
GROUP BY 1, 2
ORDER BY hour, bytes DESC NULLS LAST, service;
