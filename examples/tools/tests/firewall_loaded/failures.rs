//! What is missing or fails while the script runs.

use std::fs;
use std::process::Command;

use crate::support::fed::fed;
use crate::{files, hosts};

/// `/proc/net` is not in a `/proc` with the option `subset=pid`, nor in a root directory without `/proc`.
#[test]
fn ipv6_is_left_out_only_if_the_kernel_is_known_to_have_none() {
    const HIDE: &str = "mount -t tmpfs none /proc";
    for host in hosts() {
        let hide = format!("unshare --mount {HIDE}");
        if !host.network.run(&hide, "").status.success() {
            eprintln!("skipped: /proc can't be hidden here");
            continue;
        }
        let sections = host.saved(&format!(
            "hidden() {{ unshare --mount sh -c '{HIDE}; mkdir /proc/net; for net; do >/proc/net/$net; done
               sh one.sh' sh \"$@\"; }}
             save before; hidden; save unseen; sh one.sh remove
             hidden dev if_inet6; save seen; sh one.sh remove; hidden dev; save absent"
        ));
        let [before, unseen, seen, absent, notes] = &sections[..] else {
            panic!("{sections:?}");
        };
        let hooks = |saved: &str| saved.matches("\n-A INPUT -j PORT_REGISTRY\n").count();
        assert_eq!(hooks(before), 0);
        assert_eq!([unseen, seen, absent].map(|saved| hooks(saved)), [2, 2, 1]);
        let backend = host.backend;
        let expected = format!(
            "one.sh: note: the kernel has no IPv6 at present, so ip6tables-{backend} is not used\n"
        );
        assert_eq!(notes, &expected);
        let sections = host.saved(&format!(
            "sh one.sh; unshare --mount sh -c '{HIDE}; sh one.sh remove'; save removed"
        ));
        assert_eq!(hooks(&sections[0]), 0);
    }
}

#[test]
fn what_fails_leaves_all_as_it_is() {
    let Some(host) = hosts().next() else {
        return;
    };
    // Programs that accept nothing, in place of those for IPv6.
    for (name, program) in [
        ("bad", "#!/bin/sh\nexec ip6tables \"$@\"\n"),
        (
            "bad-restore",
            "#!/bin/sh\necho 'no such match' >&2\nexit 2\n",
        ),
        (
            "blind",
            "#!/bin/sh\n[ \"$1\" = -V ] || exit 4\nexec ip6tables -V\n",
        ),
        ("blind-restore", "#!/bin/sh\n"),
    ] {
        let path = host.folder.path().join(name);
        fs::write(&path, program).unwrap();
        let output = fed(Command::new("chmod").arg("+x").arg(path), b"");
        assert!(output.status.success());
    }
    for (variables, arguments, status, expected) in [
        (
            "IP6TABLES=missing",
            "",
            1,
            "one.sh: missing is missing: nothing was changed\n",
        ),
        (
            "IP6TABLES=cat",
            "",
            1,
            "one.sh: cat-restore is missing: nothing was changed\n",
        ),
        (
            "IP6TABLES=./bad",
            "",
            1,
            "no such match\none.sh: ./bad-restore does not accept the rules: nothing was changed\n",
        ),
        (
            "IP6TABLES=./blind",
            "",
            1,
            "one.sh: ./blind can't list the chain INPUT: nothing was changed\n",
        ),
        // Else one family would be loaded twice, and the other not at all.
        (
            "IP6TABLES=$IPTABLES",
            "",
            1,
            "one.sh: iptables-nft is not ip6tables: nothing was changed\n",
        ),
        (
            "IPTABLES=$IP6TABLES",
            "",
            1,
            "one.sh: ip6tables-nft is not iptables: nothing was changed\n",
        ),
        (
            "",
            "delete",
            2,
            "one.sh: expected no argument, apply, remove or print\n",
        ),
        (
            "",
            "remove now",
            2,
            "one.sh: expected no argument, apply, remove or print\n",
        ),
    ] {
        let sections = host.saved(&format!(
            "$IPTABLES-restore <host; $IP6TABLES-restore <host-ipv6; save before
                 status=0; {variables} sh one.sh {arguments} 2>error || status=$?; save after
                 echo \"== status\"; echo \"$status\"; grep -v note: error >&2"
        ));
        let [before, after, code, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        let expected = expected.replace("-nft", &format!("-{}", host.backend));
        assert_eq!(complaint, &expected);
        assert_eq!(code.trim(), status.to_string(), "{variables} {arguments}");
        assert_eq!(after, before, "{variables} {arguments}");
    }
}

#[test]
fn what_can_not_be_removed_is_named_and_the_rest_is_removed() {
    for host in hosts() {
        let (backend, iptables) = (host.backend, "$IPTABLES -A INPUT -i eth0 -j PORT_REGISTRY");
        let sections = host.saved(&format!(
            "status() {{ echo '== status'; sh one.sh remove || echo $?; }}
             sh one.sh; {iptables}; status 2>error; save partly; sed -n '/one.sh/p' error >&2
             $IPTABLES -F INPUT; status; save removed
             sh one.sh; IP6TABLES=missing; status; IP6TABLES=ip6tables-{backend}; save without"
        ));
        let [status, partly, again, removed, last, without, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        assert_eq!([status, again, last], ["1\n", "", "1\n"], "{backend}");
        let rules = |saved: &str| -> Vec<String> {
            let lines = saved.lines();
            let own =
                lines.filter(|line| line.starts_with("-A ") && line.contains("PORT_REGISTRY"));
            own.map(str::to_owned).collect()
        };
        assert_eq!(rules(partly), ["-A INPUT -i eth0 -j PORT_REGISTRY"]);
        assert!(!removed.contains("PORT_REGISTRY"), "{backend}");
        // Those of IPv6 are left.
        let hooks = without.matches("\n-A INPUT -j PORT_REGISTRY\n").count();
        assert_eq!(hooks, 1, "{backend}");
        assert_eq!(
            complaint,
            &format!(
                "one.sh: iptables-{backend}-restore can't delete the chains of this set: they are left without rules\n\
                 one.sh: iptables-{backend}: another rule leads to them: -A INPUT -i eth0 -j PORT_REGISTRY\n\
                 one.sh: missing is missing: what is loaded for missing stays\n"
            )
        );
    }
}

/// An empty folder of a path is the current one.
#[test]
fn the_script_needs_no_path_and_runs_nothing_of_the_current_folder() {
    for host in hosts() {
        for name in ["cat", "tr", "ip6tables-restore"] {
            let path = host.folder.path().join(name);
            fs::write(path, "#!/bin/sh\necho \"$0\" is run >&2\nexit 1\n").unwrap();
        }
        let sections = host.saved(
            "chmod +x cat tr ip6tables-restore; sh=$(command -v sh); sh one.sh; save once; sh one.sh remove
             PATH= $sh one.sh; save empty; sh one.sh remove
             PATH=/usr/sbin:/sbin $sh one.sh; save short",
        );
        let [once, empty, short, complaint] = &sections[..] else {
            panic!("{sections:?}");
        };
        assert_eq!(complaint, "", "{}", host.backend);
        let rules = |saved: &str| -> Vec<String> {
            let rules = saved.lines().filter(|line| line.starts_with("-A "));
            rules.map(str::to_owned).collect()
        };
        assert!(once.contains("-A INPUT -j PORT_REGISTRY"));
        assert_eq!(rules(empty), rules(once), "{}", host.backend);
        assert_eq!(rules(short), rules(once), "{}", host.backend);
    }
}

/// `bad-restore` accepts the rules as a test, and then doesn't load them.
#[test]
fn the_family_that_was_changed_before_a_failure_is_named() {
    for host in hosts() {
        let backend = host.backend;
        let path = host.folder.path().join("bad-restore");
        fs::write(path, "#!/bin/sh\ncat >/dev/null\n[ \"$3\" = --test ]\n").unwrap();
        let sections = host.saved(
            "printf '#!/bin/sh\\nexec %s \"$@\"\\n' $IP6TABLES >bad; chmod +x bad bad-restore
             echo '== status'; IP6TABLES=./bad sh one.sh || echo $?",
        );
        assert_eq!(
            sections,
            [
                "1\n".to_owned(),
                format!(
                    "one.sh: ./bad-restore failed: the rules are not loaded for ./bad, but for iptables-{backend}\n"
                )
            ]
        );
    }
}

#[test]
fn the_script_prints_its_rules_without_any_program() {
    let folder = files();
    let print = |sh: &[&str]| {
        let mut command = Command::new(sh[0]);
        command.args(&sh[1..]).args(["one.sh", "print"]);
        command.env("IPTABLES", "missing").current_dir(&folder);
        command.output().ok()
    };
    let printed = print(&["sh"]).unwrap();
    assert!(printed.status.success());
    let text = String::from_utf8(printed.stdout.clone()).unwrap();
    assert!(text.starts_with(
        "*filter\n:PORT_REGISTRY - [0:0]\n:PORT_REGISTRY_OPEN - [0:0]\n:PORT_REGISTRY_DROP - [0:0]\n"
    ));
    assert!(text.ends_with("-A PORT_REGISTRY_DROP -j DROP\n-A INPUT -j PORT_REGISTRY\nCOMMIT\n"));
    for sh in [&["dash"][..], &["busybox", "sh"], &["bash", "--posix"]] {
        match print(sh) {
            Some(output) => assert_eq!(output, printed, "{sh:?}"),
            None => eprintln!("skipped: there is no {}", sh[0]),
        }
    }
}
