//! Packages of zip: the same files give the same bytes.

use crate::error::PublishError;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A package that is being written. Every file in it is of the first day of zip, 1980-01-01.
pub(crate) struct Archive<W: Write + Seek> {
    zip: ZipWriter<W>,
    path: PathBuf,
}

impl<W: Write + Seek> Archive<W> {
    /// Begins a package; `path` is where it will be, for errors.
    pub(crate) fn new(out: W, path: &Path) -> Self {
        Self {
            zip: ZipWriter::new(out),
            path: path.to_owned(),
        }
    }

    /// Adds a file, compressed.
    pub(crate) fn add(&mut self, name: &str, contents: &str) -> Result<(), PublishError> {
        self.put(name, contents, CompressionMethod::Deflated)
    }

    /// Adds a file as it is.
    pub(crate) fn store(&mut self, name: &str, contents: &str) -> Result<(), PublishError> {
        self.put(name, contents, CompressionMethod::Stored)
    }

    /// Ends the package, and returns what it was written to.
    pub(crate) fn finish(self) -> Result<W, PublishError> {
        let finished = self.zip.finish();
        finished.map_err(|cause| failed(&self.path, cause))
    }

    fn put(
        &mut self,
        name: &str,
        contents: &str,
        method: CompressionMethod,
    ) -> Result<(), PublishError> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        let mut put = || -> ZipResult<()> {
            self.zip.start_file(name, options)?;
            Ok(self.zip.write_all(contents.as_bytes())?)
        };
        put().map_err(|cause| failed(&self.path, cause))
    }
}

fn failed(path: &Path, cause: ZipError) -> PublishError {
    let cause = match cause {
        ZipError::Io(cause) => cause,
        other => io::Error::other(other),
    };
    PublishError::write(path, cause)
}
