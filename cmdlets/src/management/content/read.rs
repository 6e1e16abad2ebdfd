//! Reading files piece by piece.
//!
//! In:    an open file, an encoding, what separates pieces.
//! Out:   pieces of text, bytes, the last pieces.
//! Never: holds a file that is only read line by line; UTF-16 and its relatives are decoded as a whole.

use dotnet::encoding::Encoding;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Result, Seek, SeekFrom};
use std::path::Path;

/// The pieces of a file, in order.
pub(super) struct Pieces {
    source: Box<dyn BufRead>,
    encoding: Encoding,
    delimiter: Vec<u8>,
    is_line: bool,
}

impl Pieces {
    /// Opens a file; a mark at its start decides over the encoding asked for.
    pub(super) fn open(path: &Path, encoding: Encoding, delimiter: Option<&str>) -> Result<Self> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        Read::by_ref(&mut file).take(4).read_to_end(&mut head)?;
        let (encoding, skip) = Encoding::detect(&head).unwrap_or((encoding, 0));
        file.seek(SeekFrom::Start(skip as u64))?;
        let (source, encoding): (Box<dyn BufRead>, Encoding) = if is_byte_wise(encoding) {
            (Box::new(BufReader::new(file)), encoding)
        } else {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            (Box::new(Cursor::new(encoding.text(&bytes).into_owned().into_bytes())), Encoding::UTF8_NO_MARK)
        };
        let delimiter = delimiter.filter(|it| *it != "\n").map(|it| it.as_bytes().to_vec());
        Ok(Self { source, encoding, is_line: delimiter.is_none(), delimiter: delimiter.unwrap_or_else(|| b"\n".to_vec()) })
    }

    /// The rest as one text; none if there is nothing left.
    pub(super) fn rest(&mut self) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        self.source.read_to_end(&mut bytes)?;
        Ok((!bytes.is_empty()).then(|| self.encoding.text(&bytes).into_owned()))
    }

    /// The next piece without what separates it.
    pub(super) fn next_piece(&mut self) -> Result<Option<String>> {
        if self.is_line {
            return self.next_line();
        }
        let mut bytes = Vec::new();
        let last = *self.delimiter.last().unwrap_or(&b'\n');
        loop {
            if self.source.read_until(last, &mut bytes)? == 0 {
                break;
            }
            if bytes.ends_with(&self.delimiter) {
                bytes.truncate(bytes.len() - self.delimiter.len());
                return Ok(Some(self.encoding.text(&bytes).into_owned()));
            }
        }
        Ok((!bytes.is_empty()).then(|| self.encoding.text(&bytes).into_owned()))
    }

    /// A line ends with a line feed, a carriage return or both.
    fn next_line(&mut self) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        loop {
            let held = self.source.fill_buf()?;
            if held.is_empty() {
                return Ok((!bytes.is_empty()).then(|| self.encoding.text(&bytes).into_owned()));
            }
            let Some(at) = held.iter().position(|it| matches!(it, b'\n' | b'\r')) else {
                let taken = held.len();
                bytes.extend_from_slice(held);
                self.source.consume(taken);
                continue;
            };
            let is_return = held[at] == b'\r';
            bytes.extend_from_slice(&held[..at]);
            self.source.consume(at + 1);
            if is_return && self.source.fill_buf()?.first() == Some(&b'\n') {
                self.source.consume(1);
            }
            return Ok(Some(self.encoding.text(&bytes).into_owned()));
        }
    }

    /// The last pieces, in order.
    pub(super) fn last_pieces(&mut self, count: usize) -> Result<VecDeque<String>> {
        let mut kept = VecDeque::new();
        while let Some(piece) = self.next_piece()? {
            if kept.len() == count {
                kept.pop_front();
            }
            if count > 0 {
                kept.push_back(piece);
            }
        }
        Ok(kept)
    }
}

/// A line break is one byte, and no other character holds it.
fn is_byte_wise(encoding: Encoding) -> bool {
    !encoding.web_name().starts_with("utf-16") && !encoding.web_name().starts_with("utf-32")
}
