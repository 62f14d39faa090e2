//! The EICAR test file: what every malware scanner must find, harmless by agreement of their makers. It stands in for
//! a scanner where there is none.

/// Its 68 bytes in two parts, so that this very source is not taken for one.
const PARTS: [&[u8]; 2] = [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"];
const LENGTH: usize = 68;

/// The file itself, for whoever has to show that it is found.
pub fn eicar_file() -> Vec<u8> {
    PARTS.concat()
}

/// Looks for the test file in a stream of chunks, however they are cut.
#[derive(Debug)]
pub struct EicarScan {
    signature: Vec<u8>,
    tail: Vec<u8>,
    found: bool,
}

impl EicarScan {
    pub fn new() -> Self {
        Self { signature: eicar_file(), tail: Vec::with_capacity(LENGTH), found: false }
    }

    pub fn feed(&mut self, chunk: &[u8]) {
        let mut window = std::mem::take(&mut self.tail);
        window.extend_from_slice(chunk);
        self.found = self.found || window.windows(LENGTH).any(|bytes| bytes == self.signature);
        let keep = window.len().saturating_sub(LENGTH.saturating_sub(1));
        self.tail = window.split_off(keep);
    }

    pub fn found(&self) -> bool {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_however_the_stream_is_cut() {
        let mut file = b"some bytes before ".to_vec();
        file.extend(PARTS.concat());
        file.extend_from_slice(b" and after");
        assert_eq!(PARTS.concat().len(), LENGTH);
        for size in 1..file.len() {
            let mut scan = EicarScan::new();
            file.chunks(size).for_each(|chunk| scan.feed(chunk));
            assert!(scan.found(), "chunks of {size}");
        }
    }

    #[test]
    fn a_part_of_it_is_nothing() {
        let mut scan = EicarScan::new();
        scan.feed(PARTS[0]);
        assert!(!scan.found());
    }
}
