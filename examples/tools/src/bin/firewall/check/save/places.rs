//! The tables and the chains that targets and matches are for. Elsewhere, the kernel refuses the rule.
//!
//! Chains of users are not compared: which hooks they are reached from depends on other rules. Used by `meaning`.

use super::error::SaveError;
use super::kind::Kind;
use super::reject;
use super::spec::{Given, Loaded, Spec, Target};
use crate::check::values::Sense;

/// Where an extension may be. Empty lists are all tables and all chains.
struct Places {
    tables: &'static [Kind],
    chains: &'static [&'static str],
}

/// Fails if the kernel or the program refuses a part of a rule in this table and chain, which is `None` for a chain of a
/// user.
pub fn check(spec: &Spec, table: Kind, chain: Option<&str>) -> Result<(), SaveError> {
    if let Some(chain) = chain {
        let has = |option: &'static str, chains: &[&str]| {
            if chains.contains(&chain) {
                Err(SaveError::OptionOfChain(option, chain.to_owned()))
            } else {
                Ok(())
            }
        };
        if spec.out_interface.is_some() {
            has("-o", &["PREROUTING", "INPUT"])?;
        }
        if spec.in_interface.is_some() {
            has("-i", &["OUTPUT", "POSTROUTING"])?;
        }
    }
    for loaded in &spec.matches {
        extension(loaded, &of_match(loaded), table, chain)?;
    }
    let is_over = |numbers: &[u8]| {
        let is_one = |(number, sense): (u8, Sense)| sense == Sense::Is && numbers.contains(&number);
        spec.protocol.is_some_and(is_one)
    };
    match &spec.target {
        Some(Target::Name(name)) if name == "DROP" && table == Kind::Nat => {
            Err(SaveError::DropInNat)
        }
        Some(Target::Extension(loaded)) => {
            let name = loaded.extension.name;
            let is_right = match name {
                "REJECT" => {
                    let is_reset = |given: &Given| reject::is_reset(given.value());
                    !loaded.option(&["reject-with"]).is_some_and(is_reset) || is_over(&[6])
                }
                "SYNPROXY" => is_over(&[6]),
                "TCPMSS" => is_over(&[6]) && spec.matches.iter().any(has_flags),
                "TPROXY" => is_over(&[6, 17]),
                _ => true,
            };
            if !is_right {
                return Err(SaveError::TargetProtocol(name));
            }
            extension(loaded, &of_target(loaded), table, chain)
        }
        _ => Ok(()),
    }
}

fn has_flags(loaded: &Loaded) -> bool {
    loaded.option(&["syn", "tcp-flags"]).is_some()
}

fn extension(
    loaded: &Loaded,
    places: &Places,
    table: Kind,
    chain: Option<&str>,
) -> Result<(), SaveError> {
    let name = loaded.extension.name;
    if !places.tables.is_empty() && !places.tables.contains(&table) {
        let tables: Vec<&str> = places.tables.iter().map(|table| table.name()).collect();
        return Err(SaveError::OtherTable(name, tables.join(" and ")));
    }
    match chain {
        Some(chain) if !places.chains.is_empty() && !places.chains.contains(&chain) => {
            Err(SaveError::OtherChain(name, places.chains.join(", ")))
        }
        _ => Ok(()),
    }
}

const fn places(tables: &'static [Kind], chains: &'static [&'static str]) -> Places {
    Places { tables, chains }
}

fn of_match(loaded: &Loaded) -> Places {
    const FROM_HERE: &[&str] = &["OUTPUT", "POSTROUTING"];
    match loaded.extension.name {
        "owner" => places(&[], FROM_HERE),
        "rpfilter" => places(&[Kind::Raw, Kind::Mangle], &["PREROUTING"]),
        "socket" => places(&[], &["PREROUTING", "INPUT"]),
        _ => places(&[], &[]),
    }
}

fn of_target(loaded: &Loaded) -> Places {
    match loaded.extension.name {
        "REJECT" => places(&[Kind::Filter], &[]),
        "DNAT" | "REDIRECT" => places(&[Kind::Nat], &["PREROUTING", "OUTPUT"]),
        "SNAT" => places(&[Kind::Nat], &["POSTROUTING", "INPUT"]),
        "MASQUERADE" => places(&[Kind::Nat], &["POSTROUTING"]),
        "NETMAP" => places(&[Kind::Nat], &[]),
        "CT" | "NOTRACK" => places(&[Kind::Raw], &[]),
        "TPROXY" => places(&[Kind::Mangle], &["PREROUTING"]),
        "CHECKSUM" | "DSCP" | "ECN" | "HL" | "TCPOPTSTRIP" | "TOS" | "TTL" => {
            places(&[Kind::Mangle], &[])
        }
        "CONNSECMARK" | "SECMARK" => places(&[Kind::Mangle, Kind::Security], &[]),
        "CLASSIFY" => places(&[], &["OUTPUT", "FORWARD", "POSTROUTING"]),
        "SYNPROXY" => places(&[], &["INPUT", "FORWARD"]),
        "TCPMSS" if loaded.option(&["clamp-mss-to-pmtu"]).is_some() => {
            places(&[], &["OUTPUT", "FORWARD", "POSTROUTING"])
        }
        _ => places(&[], &[]),
    }
}
