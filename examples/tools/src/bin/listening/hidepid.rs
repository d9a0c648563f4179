//! Finds out whether a `/proc` hides the processes of other users. `work.rs` calls it.

use std::path::Path;

use nix::unistd::geteuid;
use procfs::process::Process;

/// Returns the value of the mount option `hidepid` if it hides processes from this user: such as
/// `invisible`, or `2` before Linux 5.8.
pub fn hidepid(root: &Path) -> Option<String> {
    let root = root.canonicalize().ok()?;
    let mounts = Process::myself().and_then(|me| me.mountinfo()).ok()?;
    // The last mount at a place covers the others.
    let mut mounts = mounts.into_iter().filter(|mount| mount.mount_point == root);
    let mut options = mounts.next_back()?.super_options;
    let value = options.remove("hidepid")??;
    let is_hidden = match value.as_str() {
        // Hides the contents of the folders only, which is reported as denied.
        "off" | "0" | "noaccess" | "1" => false,
        "ptraceable" | "4" => true,
        // Root sees them.
        _ => !geteuid().is_root(),
    };
    is_hidden.then_some(value)
}
