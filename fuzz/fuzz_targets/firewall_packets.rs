//! Loads a generated rule set in a network namespace, sends packets to its ports, and compares what gets through with
//! the answers about the set, and about what nft and iptables-save list.
//!
//! `fuzz/run` starts it in a namespace of users, where it may make one. Without nft, it ends at once.
#![no_main]

use std::process::{self, Command};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nix::sched::{CloneFlags, unshare};

use generated::draws::Draws;
use generated::{Subset, iptables, nftables};
use languages::Language;
use network::Network;
use packets::Family;
use trial::{Outcome, trial};

/// The modules of the test `firewall_check`, which does the same with the same rule sets each time.
macro_rules! of_the_test {
    ($($path:literal $name:ident,)*) => {
        $(#[path = $path]
        #[allow(dead_code, clippy::pedantic, reason = "code of a test")]
        mod $name;)*
    };
}

of_the_test! {
    "../../examples/tools/tests/firewall_check/answers.rs" answers,
    "../../examples/tools/tests/firewall_check/comparison.rs" comparison,
    "../../examples/tools/tests/firewall_check/generated/mod.rs" generated,
    "../../examples/tools/tests/firewall_check/languages.rs" languages,
    "../../examples/tools/tests/firewall_check/network.rs" network,
    "../../examples/tools/tests/firewall_check/packets.rs" packets,
    "../../examples/tools/tests/firewall_check/recorder.rs" recorder,
    "../../examples/tools/tests/firewall_check/samples.rs" samples,
    "../../examples/tools/tests/firewall_check/tools.rs" tools,
    "../../examples/tools/tests/firewall_check/trial.rs" trial,
    "../../tests/support/fed.rs" fed,
}

mod support {
    pub(crate) use crate::fed;
}

/// In place of the program, which the test runs.
mod program {
    use std::collections::BTreeSet;

    use port_registry_fuzz::firewall::{Report, printed, source};
    use port_registry_tools::format::Format;

    use crate::answers::Answers;

    pub fn answers_about(rules: &str, ports: &BTreeSet<u16>) -> Result<Answers, String> {
        let asked = ports.iter().map(|port| format!("{port}/tcp+udp"));
        let asked: Vec<String> = asked.collect();
        let source = source(rules);
        let report = Report::new(&source, &asked).map_err(|error| error.to_string())?;
        Answers::read(&printed(&report, Format::Json)?)
    }
}

/// The rules of the machine are out of reach from here on.
static NETWORK: LazyLock<Network> = LazyLock::new(|| {
    let network = made();
    network.unwrap_or_else(|error| {
        eprintln!("skipped: no network: {error}");
        process::exit(0);
    })
});

fn made() -> Result<Network, String> {
    for program in ["nft", "iptables-restore", "ip6tables-restore"] {
        let started = Command::new(program).arg("--version").output();
        started.map_err(|error| format!("{program}: {error}"))?;
    }
    unshare(CloneFlags::CLONE_NEWNET).map_err(|error| error.to_string())?;
    Network::new()
}

// The fuzzer takes an end later than this for a crash.
fuzz_target!(init: { LazyLock::force(&NETWORK); }, |data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let network = &*NETWORK;
    let subset = [Subset::Documented, Subset::Beyond][usize::from(choice / 3) % 2];
    let language = [
        Language::Nftables,
        Language::Iptables(Family::Ipv4),
        Language::Iptables(Family::Ipv6),
    ][usize::from(choice % 3)];
    let mut draws = Draws::new(data);
    let rules = match language {
        Language::Nftables => nftables::rule_set(subset, &mut draws),
        Language::Iptables(family) => iptables::rule_set(family, subset, &mut draws),
    };
    let ports = samples::ports(&rules, &mut fastrand::Rng::with_seed(0));
    if let Outcome::Wrong(difference) = trial(network, language, &rules, &ports) {
        panic!("{difference}\n{rules}");
    }
});
