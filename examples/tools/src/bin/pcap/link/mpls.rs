//! Parses MPLS labels and guesses what follows them: MPLS does not say it.

use super::layer::Layer;
use super::rest::Rest;
use crate::no_ports::NoPorts;
use crate::unread::Unread;

/// The number of labels that are parsed.
const MOST: usize = 32;

/// A stack of labels (RFC 3032, section 2.1). The payload is IP if its first four bits are IP's version
/// (RFC 4928, section 2); otherwise it may be Ethernet, after a control word (RFC 4448, section 4.6) or
/// without one.
pub fn mpls(mut rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    for _ in 0..MOST {
        let ([_, _, bits, _], after) = rest.take()?;
        rest = after;
        if bits & 1 == 1 {
            let first = rest.bytes().first().map(|byte| byte >> 4);
            let first = first.ok_or_else(|| rest.too_short(1))?;
            return Ok(match first {
                4 | 6 => Layer::Ip(rest),
                0 if is_ethernet(rest.bytes().get(4..)) => Layer::Ethernet(rest.skip(4)?),
                _ if is_ethernet(Some(rest.bytes())) => Layer::Ethernet(rest),
                _ => Layer::NoPorts(NoPorts::MplsPayload),
            });
        }
    }
    let why = format!("it has more than {MOST} MPLS labels");
    Err(Unread::Malformed(why))
}

/// Returns whether these bytes may be an Ethernet frame with IP, by its `EtherType`.
fn is_ethernet(bytes: Option<&[u8]>) -> bool {
    let number = bytes.and_then(|bytes| bytes.get(12..14));
    matches!(
        number,
        Some([0x08, 0x00 | 0x06] | [0x81, 0x00] | [0x86, 0xDD] | [0x88, 0xA8 | 0x47 | 0x64])
    )
}
