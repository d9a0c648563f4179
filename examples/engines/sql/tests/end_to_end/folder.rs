//! A folder with the files of a test, in which the program runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int32Array, Int64Array, RecordBatch};
use datafusion::arrow::ipc::writer::{FileWriter, StreamWriter};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;
use tempfile::TempDir;

/// The service of three flows and their bytes, which are the data of the folder `data`: a request and an answer of https, and one of
/// domain.
pub const SUMS: &str = "s,b\nhttps,1100\ndomain,10\n";

/// A folder that is removed when it is dropped.
pub struct Folder(TempDir);

/// How the program ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and its folders.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.place(name), content).expect("a file");
    }

    fn place(&self, name: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        path
    }

    pub fn parquet(&self, name: &str, batch: &RecordBatch, rows_of_group: usize) {
        let file = File::create(self.place(name)).expect("a file");
        let properties = WriterProperties::builder()
            .set_max_row_group_row_count(Some(rows_of_group))
            .build();
        let writer = ArrowWriter::try_new(file, batch.schema(), Some(properties));
        let mut writer = writer.expect("a writer");
        writer.write(batch).expect("rows");
        writer.close().expect("a file");
    }

    pub fn arrow_file(&self, name: &str, batch: &RecordBatch) {
        let file = File::create(self.place(name)).expect("a file");
        let mut writer = FileWriter::try_new(file, &batch.schema()).expect("a writer");
        writer.write(batch).expect("rows");
        writer.finish().expect("a file");
    }

    pub fn arrow_stream(&self, name: &str, batch: &RecordBatch) {
        let file = File::create(self.place(name)).expect("a file");
        let mut writer = StreamWriter::try_new(file, &batch.schema()).expect("a writer");
        writer.write(batch).expect("rows");
        writer.finish().expect("a file");
    }

    /// Returns the command in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_port-sql"));
        command.args(arguments).current_dir(self.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::new(&self.command(arguments).output().expect("the program"))
    }

    /// Returns the standard output of a run without errors.
    pub fn output(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(
            (ran.status, ran.stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        ran.stdout
    }

    /// Returns the sums of bytes by service of a table, as CSV.
    pub fn sums(&self, table: &str) -> String {
        let sql = format!(
            "SELECT flow_service(srcport, dstport, protocol) s, sum(bytes) b FROM '{table}' GROUP BY s ORDER BY 2 DESC"
        );
        self.output(&["--csv", &sql])
    }

    /// Returns the status and the message of a run that fails without output.
    pub fn failure(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let ran = self.run(arguments);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        (ran.status, ran.stderr)
    }
}

impl Ran {
    pub fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Self {
            status: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

/// Returns the three flows of [`SUMS`].
pub fn flows() -> RecordBatch {
    batch(
        &[51514, 443, 40000],
        &[443, 51514, 53],
        &[6, 6, 17],
        &[100, 1000, 10],
    )
}

pub fn batch(srcport: &[i32], dstport: &[i32], protocol: &[i32], bytes: &[i64]) -> RecordBatch {
    let column = |values: &[i32]| -> ArrayRef { Arc::new(Int32Array::from(values.to_vec())) };
    RecordBatch::try_from_iter([
        ("srcport", column(srcport)),
        ("dstport", column(dstport)),
        ("protocol", column(protocol)),
        (
            "bytes",
            Arc::new(Int64Array::from(bytes.to_vec())) as ArrayRef,
        ),
    ])
    .expect("a batch")
}
