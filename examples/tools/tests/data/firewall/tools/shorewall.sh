# Rules of shorewall and shorewall6 with two zones. Their state is that of other folders.
set -e
for version in 4 6; do
  case $version in 4) name=shorewall ;; *) name=shorewall6 ;; esac
  settings=$1/$name
  mkdir "$settings" "$1/state$version"
  mount --bind "$1/state$version" "/var/lib/$name"
  sed 's/^STARTUP_ENABLED=.*/STARTUP_ENABLED=Yes/' "/etc/$name/$name.conf" > "$settings/$name.conf"
  printf '?FORMAT 2\nnet eth0 -\nloc eth1 -\n' > "$settings/interfaces"
  printf 'fw firewall\nnet ipv%s\nloc ipv%s\n' "$version" "$version" > "$settings/zones"
  cat > "$settings/policy" <<'POLICY'
$FW all ACCEPT
net all DROP info
all all REJECT
POLICY
  cat > "$settings/rules" <<'RULES'
?SECTION NEW
ACCEPT net $FW tcp 22,443,8000:8100
ACCEPT net $FW udp 60000:61000
ACCEPT all $FW tcp 80
SSH(ACCEPT) loc $FW
DNS(ACCEPT) loc $FW
REJECT net $FW tcp 25
ACCEPT net $FW tcp 2222 - - 3/min:5
RULES
  [ "$version" = 6 ] || echo 'ACCEPT net:192.0.2.0/24 $FW tcp 6379' >> "$settings/rules"
  "$name" compile "$settings" "$1/start$version" > "$1/compiled$version"
  sh "$1/start$version" start > "$1/started$version"
done
cp /var/lib/shorewall/.iptables-restore-input "$1/input.iptables"
cp /var/lib/shorewall6/.ip6tables-restore-input "$1/input.ip6tables"
iptables-save > "$1/saved.iptables"
ip6tables-save > "$1/saved.ip6tables"
