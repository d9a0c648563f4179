//! The columns of the tables, for `tables`: strings in pools without repetitions, and values only
//! for the rows that have one.

use std::collections::BTreeMap;

use super::csv::Row;
use super::encoding;
use super::words::{Column, Date};

/// Distinct values, numbered in their order.
pub struct Pool<T>(BTreeMap<T, usize>);

impl<T: Ord> Pool<T> {
    pub fn new(values: impl IntoIterator<Item = T>) -> Self {
        // `collect` would sort first, with a copy of the sort for each type.
        let mut pool = BTreeMap::new();
        for value in values {
            pool.insert(value, 0);
        }
        for (number, place) in pool.values_mut().enumerate() {
            *place = number;
        }
        Self(pool)
    }

    pub fn number(&self, value: &T) -> usize {
        self.0.get(value).copied().unwrap_or_default()
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.keys()
    }
}

/// A column that few rows have a value in.
pub struct Sparse<T> {
    /// The numbers of the rows, which are their positions plus one, in order.
    pub rows: Vec<usize>,
    pub values: Vec<T>,
}

impl<T> Sparse<T> {
    pub fn new(rows: &[Row], value: impl Fn(&Row) -> Option<T>) -> Self {
        let (rows, values) = rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| Some((at + 1, value(row)?)))
            .unzip();
        Self { rows, values }
    }
}

/// A column of strings: a pool, and for each row with a string the string's number.
pub struct Texts<'a> {
    pub pool: Pool<&'a str>,
    pub of: Sparse<usize>,
}

impl<'a> Texts<'a> {
    pub fn new(rows: &'a [Row], text: impl Fn(&'a Row) -> &'a str) -> Self {
        let filled = |row: &'a Row| Some(text(row)).filter(|text| !text.is_empty());
        let pool = Pool::new(rows.iter().filter_map(filled));
        let (numbered, values) = rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| Some((at + 1, pool.number(&filled(row)?))))
            .unzip();
        Self {
            of: Sparse {
                rows: numbered,
                values,
            },
            pool,
        }
    }
}

/// Returns the length of a row's name, its transport protocol and how its port number is written, packed.
pub fn shape(row: &Row) -> u8 {
    let ports = match row.ports() {
        None => encoding::shape::Ports::None,
        Some(_) if row.cell(Column::PortNumber).contains('-') => encoding::shape::Ports::Range,
        Some(_) => encoding::shape::Ports::One,
    };
    let name_len = row.cell(Column::ServiceName).len();
    let transport = row.protocol().map(|protocol| protocol as usize);
    encoding::shape::pack(name_len, transport, ports)
}

/// Returns the dates of both columns, packed, in one pool.
pub fn dates(rows: &[Row]) -> Pool<usize> {
    let of_row = |row: &Row| [row.registration_date(), row.modification_date()];
    Pool::new(rows.iter().flat_map(of_row).flatten().map(packed))
}

pub fn packed(date: Date) -> usize {
    encoding::date::pack(date.year(), date.month(), date.day()) as usize
}
