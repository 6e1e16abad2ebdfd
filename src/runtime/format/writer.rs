//! The writer: format records and raw objects to lines.
//!
//! In:    what a pipeline sends to `Out-Default`, `Out-String`, `Out-File`, `Tee-Object`; a width.
//! Out:   lines in order.
//! Never: knows where the lines go.
//!
//! A table whose first column has no width waits until its group ends or 300 ms have gone; its widths come from
//! the rows that waited. Once a document has asked for waiting, the later ones of the same writer wait too.

use super::cells::{self, blanks};
use super::custom;
use super::formatter::{Formatter, Options};
use super::record::{Align, Body, Cell, Entry, Heading, Layout, Piece, Record, Start};
use super::table::Table;
use crate::fault::{Category, Fault, Flow, Halt};
use crate::session::Session;
use crate::value::{Str, Value};
use std::time::{Duration, Instant};

const GROUP_WAIT: Duration = Duration::from_millis(300);
const SEPARATOR: &str = " : ";

/// The width of files and text, where no line is cut. Tables there are still as wide as the screen.
pub const UNLIMITED: usize = i32::MAX as usize;

/// Where lines go, each without its line break; text of a script may hold breaks of its own.
pub type Lines<'a> = &'a mut dyn FnMut(&mut Session, &str) -> Flow;

pub struct Writer {
    width: usize,
    /// Escape sequences stay in.
    styled: bool,
    formatter: Option<Formatter>,
    queue: Option<Queue>,
    place: Place,
    layout: Option<Layout>,
    table: Option<Table>,
    row_of_wide: Vec<String>,
    items_per_row: usize,
    hint: Option<Vec<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    Document,
    Group,
}

impl Writer {
    pub fn new(width: usize, styled: bool) -> Self {
        Self {
            width,
            styled,
            formatter: None,
            queue: None,
            place: Place::Outside,
            layout: None,
            table: None,
            row_of_wide: Vec::new(),
            items_per_row: 1,
            hint: None,
        }
    }

    /// Takes a record or an object.
    pub fn accept(&mut self, s: &mut Session, value: Value, lines: Lines<'_>) -> Flow {
        if value.is_null() {
            return Ok(());
        }
        if let Some(record) = Record::of(&value).cloned() {
            if matches!(record, Record::Start(_)) && self.place == Place::Group {
                self.finish(s, lines)?;
            }
            return self.record(s, record, lines);
        }
        self.with_formatter(s, lines, |formatter, s, out| formatter.accept(s, value, out))
    }

    /// Closes the implicit document and writes what waits.
    pub fn finish(&mut self, s: &mut Session, lines: Lines<'_>) -> Flow {
        if self.formatter.as_ref().is_some_and(Formatter::is_open) {
            self.with_formatter(s, lines, |formatter, s, out| formatter.finish(s, out))?;
        }
        let waiting = self.queue.as_mut().map(Queue::drain).unwrap_or_default();
        self.place = Place::Outside;
        self.write_all(s, waiting, lines)
    }

    /// Writes rows that have waited long enough.
    pub fn poll(&mut self, s: &mut Session, lines: Lines<'_>) -> Flow {
        let ready = self.queue.as_mut().and_then(Queue::overdue);
        self.release(s, ready, lines)
    }

    fn with_formatter(
        &mut self,
        s: &mut Session,
        lines: Lines<'_>,
        work: impl FnOnce(&mut Formatter, &mut Session, &mut dyn FnMut(&mut Session, Value) -> Flow) -> Flow,
    ) -> Flow {
        let mut formatter = match self.formatter.take() {
            Some(formatter) => formatter,
            None => Formatter::new(s, Options::default())?,
        };
        let done = work(&mut formatter, s, &mut |s: &mut Session, value: Value| match Record::of(&value).cloned() {
            Some(record) => self.record(s, record, lines),
            None => Ok(()),
        });
        self.formatter = Some(formatter);
        done
    }

    fn record(&mut self, s: &mut Session, record: Record, lines: Lines<'_>) -> Flow {
        self.check_order(&record)?;
        if let Record::Start(start) = &record
            && let Some(queue) = Queue::for_document(start)
        {
            self.queue = Some(queue);
        }
        let Some(queue) = self.queue.as_mut() else {
            return self.write(s, record, lines);
        };
        let ready = queue.add(record);
        self.release(s, ready, lines)
    }

    fn release(&mut self, s: &mut Session, ready: Option<Ready>, lines: Lines<'_>) -> Flow {
        let Some(ready) = ready else { return Ok(()) };
        if ready.is_group {
            self.hint = sizes(self.layout.as_ref(), &ready.records);
        }
        self.write_all(s, ready.records, lines)
    }

    /// Records a script kept and sends again must still come in order.
    fn check_order(&mut self, record: &Record) -> Result<(), Halt> {
        let (expected, next) = match record {
            Record::Entry(Entry { out_of_band: true, .. }) => return Ok(()),
            Record::Entry(_) => (Place::Group, Place::Group),
            Record::Start(_) => (Place::Outside, Place::Document),
            Record::End => (Place::Document, Place::Outside),
            Record::GroupStart(_) => (Place::Document, Place::Group),
            Record::GroupEnd => (Place::Group, Place::Document),
        };
        if self.place != expected {
            return Err(out_of_order(record));
        }
        self.place = next;
        Ok(())
    }

    fn write_all(&mut self, s: &mut Session, records: Vec<Record>, lines: Lines<'_>) -> Flow {
        for record in records {
            self.write(s, record, lines)?;
        }
        Ok(())
    }

    fn write(&mut self, s: &mut Session, record: Record, lines: Lines<'_>) -> Flow {
        match record {
            Record::Start(start) => {
                self.layout = Some(start.shape);
                self.line(s, "", lines)
            }
            Record::GroupStart(title) => self.group_start(s, title, lines),
            Record::Entry(entry) => self.entry(s, entry, lines),
            Record::GroupEnd => self.end_wide_row(s, lines),
            Record::End => {
                let is_list = matches!(self.layout.take(), Some(Layout::List));
                if is_list { Ok(()) } else { self.line(s, "", lines) }
            }
        }
    }

    fn group_start(&mut self, s: &mut Session, title: Option<Vec<Piece>>, lines: Lines<'_>) -> Flow {
        if let Some(title) = title {
            for line in custom::lines(&title, self.width) {
                self.line(s, &line, lines)?;
            }
            self.line(s, "", lines)?;
        }
        let hint = self.hint.take();
        match &self.layout {
            Some(Layout::Table(head)) => {
                let wished = hint.unwrap_or_else(|| head.columns.iter().map(|column| column.width).collect());
                self.table = Table::new(&head.columns, &wished, self.table_width(s));
                let header = match &self.table {
                    Some(table) if !head.hide => table.header(),
                    _ => Vec::new(),
                };
                for line in header {
                    self.line(s, &line, lines)?;
                }
            }
            Some(Layout::Wide { columns }) => {
                let count = per_row(*columns, hint.and_then(|widths| widths.first().copied()), self.table_width(s));
                let heading = Heading { label: Str::default(), width: 0, align: Align::Left };
                self.table = Table::new(&vec![heading; count], &vec![0; count], self.table_width(s));
                self.items_per_row = count;
            }
            _ => {}
        }
        Ok(())
    }

    fn table_width(&self, s: &Session) -> usize {
        if self.width == UNLIMITED { s.host.width() } else { self.width }
    }

    fn entry(&mut self, s: &mut Session, entry: Entry, lines: Lines<'_>) -> Flow {
        match entry.body {
            Body::Text(text) => lines(s, &text),
            Body::Row { cells, wrap } => {
                let rows = self.table.as_ref().map(|table| table.row(&cells, wrap)).unwrap_or_default();
                for line in rows {
                    self.line(s, &line, lines)?;
                }
                Ok(())
            }
            Body::List(items) => {
                if entry.out_of_band {
                    self.line(s, "", lines)?;
                }
                for line in list_lines(&items, self.width) {
                    self.line(s, &line, lines)?;
                }
                self.line(s, "", lines)
            }
            Body::Wide(text) => {
                self.row_of_wide.push(text);
                if self.row_of_wide.len() >= self.items_per_row { self.end_wide_row(s, lines) } else { Ok(()) }
            }
            Body::Custom(pieces) => {
                let width = if entry.out_of_band { usize::MAX } else { self.width };
                for line in custom::lines(&pieces, width) {
                    self.line(s, &line, lines)?;
                }
                Ok(())
            }
        }
    }

    fn end_wide_row(&mut self, s: &mut Session, lines: Lines<'_>) -> Flow {
        if self.row_of_wide.is_empty() {
            return Ok(());
        }
        let cells: Vec<Cell> = self.row_of_wide.drain(..).map(|text| Cell { text, align: None }).collect();
        let rows = self.table.as_ref().map(|table| table.row(&cells, false)).unwrap_or_default();
        for line in rows {
            self.line(s, &line, lines)?;
        }
        Ok(())
    }

    fn line(&self, s: &mut Session, text: &str, lines: Lines<'_>) -> Flow {
        if self.styled { lines(s, text) } else { lines(s, &cells::plain(text)) }
    }
}

/// Lines of one list entry: labels of one width, values wrapped beside them.
fn list_lines(items: &[(Str, String)], width: usize) -> Vec<String> {
    let Some(room) = width.checked_sub(SEPARATOR.len() + 1).filter(|room| *room >= 1) else {
        return Vec::new();
    };
    let label_width = items.iter().map(|(label, _)| cells::width(label)).max().unwrap_or(0).min(room);
    let value_width = width - label_width - SEPARATOR.len();
    let margin = blanks(label_width + SEPARATOR.len());
    let mut lines = Vec::new();
    for (label, value) in items {
        let short = cells::width(label);
        let label = if short > label_width { cells::head(label, label_width) } else { format!("{label}{}", blanks(label_width - short)) };
        for (at, line) in cells::wrap(value, value_width, value_width).into_iter().enumerate() {
            lines.push(if at == 0 { format!("{label}{SEPARATOR}{line}") } else { format!("{margin}{line}") });
        }
    }
    lines
}

/// Cells that the labels and values of a waiting group need.
fn sizes(layout: Option<&Layout>, records: &[Record]) -> Option<Vec<usize>> {
    let bodies = records.iter().filter_map(|record| match record {
        Record::Entry(entry) if !entry.out_of_band => Some(&entry.body),
        _ => None,
    });
    match layout? {
        Layout::Table(head) => {
            let mut widths: Vec<usize> = head.columns.iter().map(|column| cells::width(&column.label)).collect();
            for body in bodies {
                let Body::Row { cells: row, .. } = body else {
                    continue;
                };
                for (width, cell) in widths.iter_mut().zip(row) {
                    *width = (*width).max(cells::width(&cell.text));
                }
            }
            Some(widths)
        }
        Layout::Wide { columns: 0 } => {
            let widest = bodies.map(|body| if let Body::Wide(text) = body { cells::width(text) } else { 0 }).max();
            widest.map(|width| vec![width])
        }
        _ => None,
    }
}

/// Items side by side in a wide view.
fn per_row(columns: usize, widest: Option<usize>, width: usize) -> usize {
    match (widest.filter(|widest| *widest > 0), columns) {
        (Some(widest), _) if widest >= width => 1,
        (Some(widest), _) => (width / (widest + 1)).max(1),
        (None, 0) => 2,
        (None, columns) => columns,
    }
}

fn out_of_order(record: &Record) -> Halt {
    let kind = crate::value::Native::type_of(record).full_name();
    let command = match record {
        Record::Start(Start { shape: Layout::Table(_), .. }) => "format-table",
        Record::Start(Start { shape: Layout::List, .. }) => "format-list",
        Record::Start(Start { shape: Layout::Wide { .. }, .. }) => "format-wide",
        Record::Start(Start { shape: Layout::Custom, .. }) => "format-complex",
        _ => "format-*",
    };
    let message = format!(
        "The object of type \"{kind}\" is not valid or not in the correct sequence. This is likely caused by a user-specified \"{command}\" command which is conflicting with the default formatting."
    );
    Fault::new("System.InvalidOperationException", "ConsoleLineOutputOutOfSequencePacket", Category::InvalidData, message).into()
}

/// Records of a group that wait for its widths.
struct Queue {
    wait: Option<Duration>,
    since: Option<Instant>,
    in_group: bool,
    records: Vec<Record>,
}

struct Ready {
    records: Vec<Record>,
    is_group: bool,
}

impl Queue {
    /// A document that must wait brings its own queue.
    fn for_document(start: &Start) -> Option<Self> {
        let wait = if start.auto_size {
            None
        } else {
            let Layout::Table(head) = &start.shape else {
                return None;
            };
            if head.columns.first()?.width > 0 {
                return None;
            }
            Some(GROUP_WAIT)
        };
        Some(Self { wait, since: None, in_group: false, records: Vec::new() })
    }

    fn add(&mut self, record: Record) -> Option<Ready> {
        if !self.in_group {
            if matches!(record, Record::GroupStart(_)) {
                self.in_group = true;
                self.since = self.wait.map(|_| Instant::now());
                self.records.push(record);
                return None;
            }
            return Some(Ready { records: vec![record], is_group: false });
        }
        let ends = matches!(record, Record::GroupEnd) || self.is_overdue();
        self.records.push(record);
        ends.then(|| self.release())
    }

    fn overdue(&mut self) -> Option<Ready> {
        (self.in_group && self.is_overdue()).then(|| self.release())
    }

    fn is_overdue(&self) -> bool {
        self.since.zip(self.wait).is_some_and(|(since, wait)| since.elapsed() > wait)
    }

    fn release(&mut self) -> Ready {
        self.in_group = false;
        self.since = None;
        Ready { records: std::mem::take(&mut self.records), is_group: true }
    }

    fn drain(&mut self) -> Vec<Record> {
        self.in_group = false;
        std::mem::take(&mut self.records)
    }
}
