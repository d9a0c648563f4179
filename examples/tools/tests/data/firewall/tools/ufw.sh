# Rules of ufw, with its defaults. Its files are those of copies.
set -e
cp -a /etc/ufw "$1/ufw"
cp -a /etc/default/ufw "$1/default"
mount --bind "$1/ufw" /etc/ufw
mount --bind "$1/default" /etc/default/ufw
{
  ufw allow 22/tcp
  ufw limit 2222/tcp
  ufw allow from 10.0.0.0/8 to any port 6379 proto tcp
  ufw deny 23
  ufw reject 25/tcp
  ufw allow proto tcp to any port 80,443,8000:8100
  ufw allow 60000:61000/udp
  ufw allow in on eth1 to any port 53
  ufw --force enable
} > /dev/null
iptables-save > "$1/saved.iptables"
ip6tables-save > "$1/saved.ip6tables"
