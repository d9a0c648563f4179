-- The preferred service of each port and IP protocol number, of the file that `dump --pairs` writes.
CREATE DICTIONARY port_services
(
    port UInt16,
    protocol UInt8,
    service_name String
)
PRIMARY KEY port, protocol
SOURCE(FILE(path '/var/lib/clickhouse/user_files/port_services.csv' format 'CSVWithNames'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0)
