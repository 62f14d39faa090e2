//! The EICAR test file, a harmless file that every malware scanner detects, and a scan for it in local development.

/// The 68 bytes of the file, in two parts so that scanners do not detect this source.
const PARTS: [&[u8]; 2] = [br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"];
const LENGTH: usize = 68;

/// The EICAR test file, for tests.
pub fn eicar_file() -> Vec<u8> {
    PARTS.concat()
}

/// Scans a stream of chunks for the test file, across chunk boundaries.
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
    fn the_test_file_is_found_across_chunks_of_any_size() {
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
    fn a_part_of_the_test_file_is_not_detected() {
        let mut scan = EicarScan::new();
        scan.feed(PARTS[0]);
        assert!(!scan.found());
    }
}
