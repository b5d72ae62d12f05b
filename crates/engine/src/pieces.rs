//! A long text written in small pieces: nothing of its whole length is ever in one place, neither here nor in a
//! connection's buffer, where it would stay.

use std::io;

use bytes::Bytes;

use crate::limits::PIECE;

/// What has been written, cut into pieces of at most [`PIECE`] bytes.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    whole: Vec<Bytes>,
    last: Vec<u8>,
}

impl Pieces {
    /// The pieces, in order; together they are the text.
    pub(crate) fn finish(mut self) -> Vec<Bytes> {
        self.cut();
        self.whole
    }

    fn cut(&mut self) {
        if !self.last.is_empty() {
            self.whole.push(std::mem::take(&mut self.last).into());
        }
    }
}

impl io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.last.capacity() == 0 {
            self.last.reserve_exact(PIECE);
        }
        let (now, _later) = bytes.split_at(bytes.len().min(PIECE - self.last.len()));
        self.last.extend_from_slice(now);
        if self.last.len() == PIECE {
            self.cut();
        }
        Ok(now.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn the_pieces_are_the_text_and_none_is_long() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 7] {
            let text: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let mut pieces = Pieces::default();
            text.chunks(100).for_each(|chunk| pieces.write_all(chunk).unwrap());
            let pieces = pieces.finish();
            assert!(pieces.iter().all(|piece| !piece.is_empty() && piece.len() <= PIECE));
            assert_eq!(pieces.concat(), text);
        }
    }
}
