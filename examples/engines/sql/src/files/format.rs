//! Formats of files and their compression, by name and by the first bytes.

use std::io::Read;

use datafusion_datasource::file_compression_type::FileCompressionType;

/// How the rows of a file are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Parquet.
    Parquet,
    /// Arrow IPC: a file or a stream.
    Arrow,
    /// Text with one row a line: CSV and the like, Zeek's log format, or JSON. The first line says which.
    Lines,
}

impl Format {
    /// Returns the name of the format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow",
            Self::Lines => "text",
        }
    }

    /// Returns the format of a file by its extension.
    pub fn by_name(name: &str) -> Option<Self> {
        match extension(name)?.as_str() {
            "parquet" | "parq" | "pq" => Some(Self::Parquet),
            "arrow" | "arrows" | "ipc" | "feather" => Some(Self::Arrow),
            "csv" | "tsv" | "tab" | "psv" | "txt" | "log" | "json" | "ndjson" | "jsonl" => {
                Some(Self::Lines)
            }
            _ => None,
        }
    }

    /// Returns the format of a file by its first bytes, for a name without a known extension.
    pub fn by_content(start: &[u8]) -> Self {
        if start.starts_with(b"PAR1") {
            Self::Parquet
        } else if start.starts_with(b"ARROW1") {
            Self::Arrow
        } else {
            Self::Lines
        }
    }
}

/// Returns the extension of a file in lower case, without that of a compression.
fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let lower_case = extension.to_ascii_lowercase();
    match Compression::by_extension(&lower_case) {
        Some(_) => self::extension(stem),
        None => Some(lower_case),
    }
}

/// Returns whether the fields of a file may have spaces between them, by its name: not those of CSV and the like.
pub fn may_have_spaces(name: &str) -> bool {
    !matches!(
        extension(name).as_deref(),
        Some("csv" | "tsv" | "tab" | "psv")
    )
}

/// How a file of lines is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    #[default]
    None,
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

impl Compression {
    fn by_extension(extension: &str) -> Option<Self> {
        match extension {
            "gz" | "gzip" => Some(Self::Gzip),
            "bz2" => Some(Self::Bzip2),
            "xz" => Some(Self::Xz),
            "zst" | "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// Returns the compression of a file by its first bytes or else its extension.
    ///
    /// Logs are often compressed without being renamed. A file that has only the extension is an error of the decoder.
    pub fn of(start: &[u8], name: &str) -> Self {
        const MAGIC: [(&[u8], Compression); 4] = [
            (b"\x1f\x8b", Compression::Gzip),
            (b"BZh", Compression::Bzip2),
            (b"\xfd7zXZ\0", Compression::Xz),
            (b"\x28\xb5\x2f\xfd", Compression::Zstd),
        ];
        let by_magic = MAGIC
            .into_iter()
            .find(|(magic, _)| start.starts_with(magic));
        let extension = name.rsplit('.').next().unwrap_or_default();
        by_magic
            .map(|(_, compression)| compression)
            .or_else(|| Self::by_extension(&extension.to_ascii_lowercase()))
            .unwrap_or_default()
    }

    /// Returns a reader of what was compressed.
    ///
    /// # Errors
    ///
    /// Returns an error if the decoder cannot be created.
    pub fn reader(
        self,
        reader: impl Read + Send + 'static,
    ) -> datafusion::error::Result<Box<dyn Read + Send>> {
        let codec = match self {
            Self::None => FileCompressionType::UNCOMPRESSED,
            Self::Gzip => FileCompressionType::GZIP,
            Self::Bzip2 => FileCompressionType::BZIP2,
            Self::Xz => FileCompressionType::XZ,
            Self::Zstd => FileCompressionType::ZSTD,
        };
        codec.convert_read(reader)
    }
}
