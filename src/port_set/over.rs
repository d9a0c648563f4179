//! Reading sets of ports with service names over one transport protocol, for the attribute `with` of serde.
//!
//! The functions are called by what `derive` generates.

/// Reads a [`PortSet`](crate::PortSet) with service names over TCP.
///
/// A configuration file may have `"ssh,https,8000-8100"`, `[22, "https", "8000-8100"]` or `443`. Names are
/// those of [`PortSet::parse_over`](crate::PortSet::parse_over).
///
/// ```text
/// #[derive(serde::Deserialize)]
/// struct Config {
///     #[serde(with = "port_registry::port_set::tcp")]
///     open: PortSet,
/// }
/// ```
///
/// ```
/// let mut json = serde_json::Deserializer::from_str(r#"[22, "https", "8000-8100"]"#);
/// let open = port_registry::port_set::tcp::deserialize(&mut json)?;
/// assert_eq!(open.to_string(), "22,443,8000-8100");
/// let mut json = serde_json::Deserializer::from_str(r#""oracle""#);
/// assert_eq!(port_registry::port_set::tcp::deserialize(&mut json)?.to_string(), "1521");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub mod tcp {
    use serde::{Deserializer, Serialize, Serializer};

    use crate::port_set::PortSet;
    use crate::port_set::serialized;
    use crate::words::Protocol;

    /// Reads a set with names over TCP.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not a string, a number or a sequence of these, or if
    /// [`PortSet::parse_over`] returns one for a string.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PortSet, D::Error> {
        serialized::over(Protocol::Tcp, deserializer)
    }

    /// Writes a set as [`PortSet`] is written without the attribute.
    ///
    /// # Errors
    ///
    /// Returns the error of the serializer.
    pub fn serialize<S: Serializer>(set: &PortSet, serializer: S) -> Result<S::Ok, S::Error> {
        set.serialize(serializer)
    }
}

/// Reads a [`PortSet`](crate::PortSet) with service names over UDP.
///
/// It is like [`tcp`], for UDP.
///
/// ```text
/// #[derive(serde::Deserialize)]
/// struct Config {
///     #[serde(with = "port_registry::port_set::udp")]
///     open: PortSet,
/// }
/// ```
///
/// ```
/// let mut json = serde_json::Deserializer::from_str(r#"["ntp", "wireguard"]"#);
/// let open = port_registry::port_set::udp::deserialize(&mut json)?;
/// assert_eq!(open.to_string(), "123,51820");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub mod udp {
    use serde::{Deserializer, Serialize, Serializer};

    use crate::port_set::PortSet;
    use crate::port_set::serialized;
    use crate::words::Protocol;

    /// Reads a set with names over UDP.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not a string, a number or a sequence of these, or if
    /// [`PortSet::parse_over`] returns one for a string.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PortSet, D::Error> {
        serialized::over(Protocol::Udp, deserializer)
    }

    /// Writes a set as [`PortSet`] is written without the attribute.
    ///
    /// # Errors
    ///
    /// Returns the error of the serializer.
    pub fn serialize<S: Serializer>(set: &PortSet, serializer: S) -> Result<S::Ok, S::Error> {
        set.serialize(serializer)
    }
}
