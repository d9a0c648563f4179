
set -eu
unset IFS

# The programs are not on the path of every shell that may run this. No folder is the current one.
PATH=${PATH:+$PATH:}/usr/sbin:/usr/bin:/sbin:/bin
: "${IPTABLES:=iptables}" "${IP6TABLES:=ip6tables}"
chains='PORT_REGISTRY PORT_REGISTRY_OPEN PORT_REGISTRY_DROP'

say() {
  # Names of tables and chains come from elsewhere, and must not command the terminal. Where nobody reads it,
  # a note is no reason to stop.
  printf '%s: %s\n' "$0" "$*" | LC_ALL=C tr -cd '\n -~' >&2 || :
}

fail() {
  say "$@"
  exit 1
}

# Prints the input for iptables-restore and ip6tables-restore, with the given lines for the chain INPUT.
# Without --noflush, it would be the whole table. With it, the chains are emptied or made. What fails
# leaves out COMMIT, without which nothing is loaded.
input() {
  printf '%s\n' '*filter' &&
    printf ':%s - [0:0]\n' $chains &&
    rules &&
    printf '%s%s\n' "$1" COMMIT
}

newline='
'

# Returns whether a program can be used as iptables or ip6tables, by the name that it has itself. Else says
# why not, and what follows.
usable() {
  for program in "$2" "$2-restore"; do
    command -v "$program" >/dev/null || {
      say "$program is missing: $3"
      return 1
    }
  done
  # Two programs of one family would leave the other open.
  case $("$2" -V) in
    "$1 v"*) ;;
    *)
      say "$2 is not $1: $3"
      return 1
      ;;
  esac
}

# Reads the chain INPUT of a family into policy, others and accepting (the numbers of rules that are not this
# set's, and of those that accept) and unhook (the lines that take this set out).
look() {
  policy='' others=0 accepting=0 unhook=''
  listed=$("$1" -w -S INPUT) || return
  while IFS= read -r line; do
    case $line in
      '-P INPUT '*) policy=${line#-P INPUT } ;;
      '-A INPUT -j PORT_REGISTRY') unhook="$unhook-D INPUT -j PORT_REGISTRY$newline" ;;
      '-A INPUT '*)
        others=$((others + 1))
        case $line in *' -j ACCEPT') accepting=$((accepting + 1)) ;; esac
        ;;
    esac
  done <<LISTED
$listed
LISTED
}

# Prints the input that loads this set, entered first in INPUT and nowhere else.
load() {
  input "$unhook-I INPUT 1 -j PORT_REGISTRY$newline"
}

# Says what else decides about a family's packets.
neighbours() {
  [ "$policy" = ACCEPT ] ||
    say "note: $1: the policy of INPUT is $policy: the openings need a rule that accepts them in INPUT too"
  [ "$others" -eq 0 ] ||
    say "note: $1: INPUT has other rules ($others), which decide after this set: what they drop stays closed"
  [ "$accepting" -eq 0 ] ||
    say "note: $1: INPUT has rules that accept ($accepting): they do not open what this set drops before them"
  # The save program lists the tables that exist, and makes no other.
  command -v "$1-save" >/dev/null || return 0
  "$1-save" 2>/dev/null | while read -r line; do
    case $line in
      '*'*) table=${line#\*} dropping=0 ;;
      ':INPUT DROP '* | ':PREROUTING DROP '*) dropping=$((dropping + 1)) ;;
      '-A FORWARD '* | '-A OUTPUT '* | '-A POSTROUTING '*) ;;
      '-A '*' -j DROP') dropping=$((dropping + 1)) ;;
      COMMIT)
        [ "$table" = filter ] || [ "$dropping" -eq 0 ] ||
          say "note: $1: the table $table has rules that drop ($dropping): what they drop stays closed"
        ;;
    esac
  done
}

# Says which base chains of nftables, and which tables of the other iptables, see incoming packets too.
elsewhere() {
  own=''
  case $("$IPTABLES" -V) in
    *nf_tables*)
      own=nft
      for family in ip ip6; do
        for table in filter mangle raw security; do
          if grep -q -x "$table" "/proc/net/${family}_tables_names" 2>/dev/null; then
            say "note: iptables-legacy has a table $table of $family too: what it drops stays closed"
          fi
        done
      done
      ;;
  esac
  command -v nft >/dev/null || return 0
  said=''
  nft list chains 2>/dev/null | while read -r line; do
    case $line in
      'table '*) table=${line#table } table=${table% \{} ;;
      'chain '*) chain=${line#chain } chain=${chain% \{} ;;
      'type filter hook input '* | 'type filter hook prerouting '* | 'type filter hook ingress '*)
        hook=${line#type filter hook } hook=${hook%% *}
        # The chains of iptables-nft are those that neighbours has seen. They are named in capital letters.
        case $own:$table:$chain in
          nft:ip*' filter:INPUT' | nft:ip*' mangle:INPUT' | nft:ip*' security:INPUT') continue ;;
          nft:ip*' mangle:PREROUTING' | nft:ip*' raw:PREROUTING') continue ;;
        esac
        case $line in
          *'policy accept;'*) is_empty && continue ;;
        esac
        [ "$said" = "$table $hook" ] ||
          say "note: nftables' table $table has a chain at the hook $hook too: what it drops stays closed"
        said="$table $hook"
        ;;
    esac
  done
}

# Returns whether a chain of nftables has no rules. iptables-nft leaves such chains.
is_empty() {
  nft list chain $table "$chain" 2>/dev/null | {
    while read -r line; do
      case $line in
        'table '* | 'chain '* | 'type '* | '}' | '') ;;
        *) return 1 ;;
      esac
    done
  }
}

apply() {
  name=iptables
  for family; do
    usable "$name" "$family" 'nothing was changed' || exit 1
    name=ip6tables
  done
  for family; do
    look "$family" || fail "$family can't list the chain INPUT: nothing was changed"
    load | "$family-restore" -w --noflush --test ||
      fail "$family-restore does not accept the rules: nothing was changed"
    neighbours "$family"
  done
  elsewhere
  loaded=''
  for family; do
    { look "$family" && load | "$family-restore" -w --noflush; } ||
      fail "$family-restore failed: the rules are not loaded for $family${loaded:+, but for$loaded}"
    loaded="$loaded $family"
  done
}

# Takes this set out of a family, or says what is left.
remove_from() {
  left="what is loaded for $2 stays"
  usable "$1" "$2" "$left" || return
  shift
  look "$1" || {
    say "$1 can't list the chain INPUT: $left"
    return 1
  }
  flush='' delete=''
  for chain in $chains; do
    if "$1" -w -S "$chain" >/dev/null 2>&1; then
      flush="$flush-F $chain$newline" delete="$delete-X $chain$newline"
    fi
  done
  [ -n "$unhook$flush" ] || return 0
  printf '*filter\n%s%s%sCOMMIT\n' "$unhook" "$flush" "$delete" | "$1-restore" -w --noflush && return
  # A chain that another rule leads to can't be deleted. Without rules, it decides nothing.
  printf '*filter\n%s%sCOMMIT\n' "$unhook" "$flush" | "$1-restore" -w --noflush || {
    say "$1-restore failed: $left"
    return 1
  }
  say "$1-restore can't delete the chains of this set: they are left without rules"
  "$1" -w -S | while IFS= read -r line; do
    case $line in
      *' -'[jg]' PORT_REGISTRY' | *' -'[jg]' PORT_REGISTRY_OPEN' | *' -'[jg]' PORT_REGISTRY_DROP')
        say "$1: another rule leads to them: $line"
        ;;
    esac
  done
  return 1
}

# If one family fails, the other is removed nevertheless.
remove() {
  name=iptables failed=''
  for family; do
    remove_from "$name" "$family" || failed=yes
    name=ip6tables
  done
  [ -z "$failed" ]
}

case $#:${1-apply} in
  0:apply | 1:apply | 1:remove) ;;
  1:print)
    input "-A INPUT -j PORT_REGISTRY$newline"
    exit
    ;;
  *)
    say "expected no argument, apply, remove or print"
    exit 2
    ;;
esac

set -- "${1-apply}" "$IPTABLES"
# A kernel without IPv6 has no table for ip6tables to change. Where /proc can't be seen, this isn't known.
if [ -e /proc/net/if_inet6 ] || [ ! -e /proc/net/dev ]; then
  set -- "$@" "$IP6TABLES"
else
  say "note: the kernel has no IPv6 at present, so $IP6TABLES is not used"
fi
action=$1
shift
"$action" "$@"
