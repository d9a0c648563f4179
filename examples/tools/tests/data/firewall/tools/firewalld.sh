# Rules of firewalld with two zones. The daemon has a message bus of its own, and leaves its rules when it ends.
set -e
cp -a /etc/firewalld "$1/etc"
change() { firewall-offline-cmd --system-config "$etc" "$@" > /dev/null; }
etc=$1/etc
sed -i 's/^CleanupOnExit=.*/CleanupOnExit=no/' "$etc/firewalld.conf"
change --zone=public --add-service=http
change --zone=public --add-port=8080/tcp
change --zone=public --add-port=60000-61000/udp
change --zone=public --add-forward-port=port=81:proto=tcp:toport=80
change --zone=public --add-rich-rule='rule family="ipv4" source address="192.0.2.0/24" port port="6379" protocol="tcp" accept'
change --zone=public --add-rich-rule='rule service name="ftp" reject'
change --zone=internal --add-interface=eth1
change --zone=internal --add-service=dns
dbus-daemon --session --print-address=1 --print-pid=1 --fork > "$1/bus"
{ read -r DBUS_SYSTEM_BUS_ADDRESS; read -r bus; } < "$1/bus"
export DBUS_SYSTEM_BUS_ADDRESS
firewalld --nofork --nopid --system-config "$etc" --log-file "$1/log" > "$1/out" 2>&1 &
daemon=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  firewall-cmd --state > /dev/null 2>&1 && break
  sleep 0.5
done
firewall-cmd --state > /dev/null
kill "$daemon"
wait "$daemon" || true
kill "$bus"
nft list ruleset > "$1/listed.nft"
nft -j list ruleset > "$1/listed.json"
