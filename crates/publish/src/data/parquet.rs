//! Parquet: the fields of JSON lines in columns, for data sets that are too large to be read as text. One file, in groups
//! of rows that fit into memory; lists of objects as readers of Arrow have them.

use super::card::{Card, DataFiles};
use super::counts::Counts;
use super::record::{FIELDS, Field, FieldKind, records};
use crate::folder::FolderFile;
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use duizhao_core::date::parse_day;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use serde_json::Value;
use std::io;
use std::sync::Arc;

/// Columns.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "parquet",
    about: "the fields of jsonl in columns (Apache Parquet), with a data card",
    publish,
};

const FILE: &str = "pairs.parquet";

/// How much text a group of rows has at least, in bytes; the last one has less.
const GROUP_BYTES: usize = 32 * 1024 * 1024;

/// Values of a leaf of the schema with their levels: how deep each is defined, and in which list it goes on.
struct Leaf<T> {
    values: Vec<T>,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

/// A leaf of one of the types that there are.
enum Column {
    Text(Leaf<ByteArray>),
    Number(Leaf<i64>),
    Day(Leaf<i32>),
}

/// Some rows as columns, in the order of the schema.
struct Rows {
    columns: Vec<Column>,
    bytes: usize,
}

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let path = folder.path().join(FILE);
    let wrong = |error| PublishError::write(&path, io::Error::other::<ParquetError>(error));
    let mut file = folder.begin(FILE)?;
    let mut writer = begin(&mut file).map_err(wrong)?;
    let mut waiting = Rows::new();
    let mut counts = Counts::default();
    let published = corpus.each_translation(
        |article| (rows(corpus, &article), Counts::of(&article)),
        |(rows, more)| {
            counts.merge(more);
            waiting.append(rows);
            if waiting.bytes < GROUP_BYTES {
                return Ok(());
            }
            let rows = std::mem::replace(&mut waiting, Rows::new());
            rows.write(&mut writer).map_err(wrong)
        },
    )?;
    if published.articles == 0 {
        return Ok(published);
    }
    if waiting.bytes > 0 {
        waiting.write(&mut writer).map_err(wrong)?;
    }
    writer.close().map_err(wrong)?;
    file.finish()?;
    Card {
        corpus,
        published: &published,
        counts: &counts,
        fields: &FIELDS,
        files: DataFiles::One(FILE),
    }
    .write(folder)?;
    Ok(published)
}

/// A file that is being written.
type FileWriter<'a, 'f> = SerializedFileWriter<&'a mut FolderFile<'f>>;

fn begin<'a, 'f>(file: &'a mut FolderFile<'f>) -> Result<FileWriter<'a, 'f>, ParquetError> {
    let fields: String = FIELDS.iter().map(schema).collect();
    let schema = parse_message_type(&format!("message pairs {{ {fields} }}"))?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()))
}

/// Returns the schema of a field.
fn schema(field: &Field) -> String {
    let Field {
        name, is_optional, ..
    } = field;
    let presence = if *is_optional { "optional" } else { "required" };
    match field.kind {
        FieldKind::Text => format!("{presence} binary {name} (STRING); "),
        FieldKind::Day => format!("{presence} int32 {name} (DATE); "),
        FieldKind::Number => format!("{presence} int64 {name}; "),
        FieldKind::Objects([first, second, last]) => format!(
            "required group {name} (LIST) {{ repeated group list {{ required group element {{ required binary {first} \
             (STRING); required binary {second} (STRING); optional binary {last} (STRING); }} }} }} "
        ),
    }
}

/// Returns the rows of an article.
fn rows(corpus: &Corpus, article: &Article) -> Rows {
    let mut rows = Rows::new();
    for record in records(corpus, article) {
        let row = serde_json::to_value(&record).expect("texts and numbers are JSON");
        rows.push(&row);
    }
    rows
}

impl Rows {
    fn new() -> Self {
        let columns = FIELDS.iter().flat_map(|field| match field.kind {
            FieldKind::Text => vec![Column::Text(Leaf::new())],
            FieldKind::Day => vec![Column::Day(Leaf::new())],
            FieldKind::Number => vec![Column::Number(Leaf::new())],
            FieldKind::Objects(keys) => keys.map(|_| Column::Text(Leaf::new())).into(),
        });
        Self {
            columns: columns.collect(),
            bytes: 0,
        }
    }

    /// Adds a row of JSON lines.
    fn push(&mut self, row: &Value) {
        let mut columns = self.columns.iter_mut();
        for field in &FIELDS {
            let value = &row[field.name];
            let FieldKind::Objects(keys) = field.kind else {
                let column = columns.next().expect("a column a field");
                self.bytes += column.push(value, i16::from(field.is_optional), 0);
                continue;
            };
            for (index, key) in keys.into_iter().enumerate() {
                let column = columns.next().expect("a column a key");
                let deepest = 1 + i16::from(index == 2);
                let objects = value.as_array().map(Vec::as_slice).unwrap_or_default();
                if objects.is_empty() {
                    column.push_none(0, 0);
                }
                for (at, object) in objects.iter().enumerate() {
                    self.bytes += column.push(&object[key], deepest, i16::from(at > 0));
                }
            }
        }
    }

    fn append(&mut self, other: Self) {
        self.bytes += other.bytes;
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            match (column, more) {
                (Column::Text(column), Column::Text(more)) => column.append(more),
                (Column::Number(column), Column::Number(more)) => column.append(more),
                (Column::Day(column), Column::Day(more)) => column.append(more),
                (Column::Text(_) | Column::Number(_) | Column::Day(_), _) => {
                    unreachable!("all rows have the same columns")
                }
            }
        }
    }

    /// Writes the rows as a group.
    fn write(self, file: &mut FileWriter<'_, '_>) -> Result<(), ParquetError> {
        let mut group = file.next_row_group()?;
        for column in self.columns {
            let writer = group.next_column()?.expect("the schema has the column");
            match column {
                Column::Text(leaf) => leaf.write::<ByteArrayType>(writer)?,
                Column::Number(leaf) => leaf.write::<Int64Type>(writer)?,
                Column::Day(leaf) => leaf.write::<Int32Type>(writer)?,
            }
        }
        group.close()?;
        Ok(())
    }
}

impl Column {
    /// Adds a value, which has this level where it is there; returns how many bytes that takes.
    fn push(&mut self, value: &Value, deepest: i16, repeated: i16) -> usize {
        match (self, value) {
            (Self::Text(leaf), Value::String(text)) => {
                leaf.push(text.as_str().into(), deepest, repeated);
                return text.len();
            }
            (Self::Day(leaf), Value::String(day)) => {
                leaf.push(days(day), deepest, repeated);
            }
            (Self::Number(leaf), Value::Number(number)) => {
                let number = number.as_i64().expect("records have small numbers");
                leaf.push(number, deepest, repeated);
            }
            (column, _) => column.push_none(deepest - 1, repeated),
        }
        size_of::<i64>()
    }

    fn push_none(&mut self, defined: i16, repeated: i16) {
        let (levels, lists) = match self {
            Self::Text(leaf) => (&mut leaf.defined, &mut leaf.repeated),
            Self::Number(leaf) => (&mut leaf.defined, &mut leaf.repeated),
            Self::Day(leaf) => (&mut leaf.defined, &mut leaf.repeated),
        };
        levels.push(defined);
        lists.push(repeated);
    }
}

/// Returns a day of a record as the number of days since 1970.
fn days(day: &str) -> i32 {
    let seconds = parse_day(day).expect("records have days that there are");
    i32::try_from(seconds.div_euclid(24 * 60 * 60)).expect("years have four digits")
}

impl<T> Leaf<T> {
    const fn new() -> Self {
        Self {
            values: Vec::new(),
            defined: Vec::new(),
            repeated: Vec::new(),
        }
    }

    fn push(&mut self, value: T, defined: i16, repeated: i16) {
        self.values.push(value);
        self.defined.push(defined);
        self.repeated.push(repeated);
    }

    fn append(&mut self, more: Self) {
        self.values.extend(more.values);
        self.defined.extend(more.defined);
        self.repeated.extend(more.repeated);
    }

    fn write<D: DataType<T = T>>(
        &self,
        mut writer: SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        // Where a level can be nothing but 0, the writer does not look at it.
        let levels = (Some(&*self.defined), Some(&*self.repeated));
        writer
            .typed::<D>()
            .write_batch(&self.values, levels.0, levels.1)?;
        writer.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{corpus, edition, five_states, human};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field as Cell, Row};

    /// Returns a cell as JSON has it.
    fn json(cell: &Cell) -> Value {
        match cell {
            Cell::Null => Value::Null,
            Cell::Str(text) => text.as_str().into(),
            Cell::Long(number) => (*number).into(),
            Cell::Date(days) => {
                let seconds = i64::from(*days) * 24 * 60 * 60;
                let moment = duizhao_core::date::format(seconds).unwrap();
                format!("{}-{}-{}", &moment[..4], &moment[4..6], &moment[6..8]).into()
            }
            Cell::ListInternal(list) => list.elements().iter().map(json).collect(),
            Cell::Group(row) => object(row),
            other => panic!("{other:?} is in no schema of ours"),
        }
    }

    fn object(row: &Row) -> Value {
        let cells = row.get_column_iter();
        Value::Object(
            cells
                .map(|(name, cell)| (name.clone(), json(cell)))
                .collect(),
        )
    }

    #[test]
    fn rows_come_back() {
        let place = tempfile::tempdir().unwrap();
        let other = edition(
            &[("date", "1949-10-01")],
            human("县委和县委。", "The committee."),
            vec![vec![human("\u{1}一", "\"<b>\u{202e}")]],
        );
        let corpus = corpus(place.path(), &[("a", five_states()), ("b", other)]);
        let mut expected = Vec::new();
        let values = |article| -> Vec<Value> {
            let rows = records(&corpus, &article).into_iter();
            rows.map(|row| serde_json::to_value(row).unwrap()).collect()
        };
        let collected = corpus.each_translation(values, |rows| {
            expected.extend(rows);
            Ok(())
        });
        collected.unwrap();
        let folder = Folder::open(&place.path().join("published")).unwrap();
        publish(&corpus, &folder).unwrap();
        let file = std::fs::File::open(folder.path().join(FILE)).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        let rows: Vec<Value> = rows.map(|row| object(&row.unwrap())).collect();
        assert_eq!(rows, expected);
        assert!(
            expected
                .iter()
                .any(|row| row["terms"][1]["rendering"].is_null()
                    && row["terms"][0]["rendering"].is_string())
        );
    }
}
